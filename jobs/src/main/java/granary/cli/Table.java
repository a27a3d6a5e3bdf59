package granary.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for people: a head, a rule, rows. Numbers stand to the right. Not thread-safe. */
public final class Table {
  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();
  private final boolean[] right;

  private Table(List<String> head) {
    this.head = List.copyOf(head);
    this.right = new boolean[head.size()];
  }

  /** A table with these column names. */
  public static Table of(String... columns) {
    return new Table(Arrays.asList(columns));
  }

  /** A table with these column names. */
  public static Table of(List<String> columns) {
    return new Table(columns);
  }

  /** Lets columns stand to the right, counted from 0. */
  public Table right(int... columns) {
    for (int column : columns) {
      right[column] = true;
    }
    return this;
  }

  /** Adds a row of as many cells as there are columns. Control characters are made visible. */
  public Table row(List<String> cells) {
    if (cells.size() != head.size()) {
      throw new IllegalArgumentException("Invalid row: " + cells.size() + " cells");
    }
    rows.add(cells.stream().map(Table::visible).toList());
    return this;
  }

  /** Adds a row of as many cells as there are columns. */
  public Table row(String... cells) {
    return row(Arrays.asList(cells));
  }

  private static String visible(String cell) {
    if (cell.chars().noneMatch(Character::isISOControl)) {
      return cell;
    }
    StringBuilder text = new StringBuilder();
    cell.chars()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                  if (Character.isISOControl(c)) {
                    text.append(String.format("\\u%04x", c));
                  } else {
                    text.append((char) c);
                  }
                }
              }
            });
    return text.toString();
  }

  /** The lines, each with its line end. */
  @Override
  public String toString() {
    int[] widths = new int[head.size()];
    for (int i = 0; i < widths.length; i++) {
      int column = i;
      widths[i] =
          Math.max(
              length(head.get(i)),
              rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0));
    }
    StringBuilder text = new StringBuilder();
    line(text, head, widths);
    line(text, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths);
    rows.forEach(row -> line(text, row, widths));
    return text.toString();
  }

  private void line(StringBuilder text, List<String> cells, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - length(cells.get(i)));
      line.append(i == 0 ? "" : "  ");
      line.append(right[i] ? gap + cells.get(i) : cells.get(i) + gap);
    }
    text.append(line.toString().stripTrailing()).append('\n');
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}
