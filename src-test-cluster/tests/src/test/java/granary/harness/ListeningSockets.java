package granary.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The sockets that listen on this machine, from Linux's tables. */
public final class ListeningSockets {
  private static final String LISTEN = "0A";

  private ListeningSockets() {}

  /** The addresses on which these processes listen, as {@code 127.0.0.1:8020} or {@code v6}. */
  public static List<String> of(Collection<Long> pids) throws IOException {
    Map<String, String> addressByInode = table();
    List<String> addresses = new ArrayList<>();
    for (long pid : pids) {
      try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
        for (Path descriptor : descriptors.toList()) {
          String target = target(descriptor);
          if (target.startsWith("socket:[")) {
            String address =
                addressByInode.get(target.substring("socket:[".length(), target.length() - 1));
            if (address != null) {
              addresses.add(address);
            }
          }
        }
      }
    }
    return addresses;
  }

  /** What a descriptor is of; empty text of one that was closed since it was listed. */
  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException closed) {
      return "";
    }
  }

  /** All addresses on which anything listens. */
  public static Collection<String> all() throws IOException {
    return table().values();
  }

  private static Map<String, String> table() throws IOException {
    Map<String, String> addressByInode = new HashMap<>();
    for (String protocol : List.of("tcp", "tcp6")) {
      for (String line : Files.readAllLines(Path.of("/proc/net", protocol))) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && columns[3].equals(LISTEN)) {
          addressByInode.put(columns[9], address(columns[1]));
        }
      }
    }
    return addressByInode;
  }

  /** {@code 0B00007F:1F90} is 127.0.0.11:8080. */
  private static String address(String hexadecimal) {
    String[] parts = hexadecimal.split(":", 2);
    if (parts[0].length() != 8) {
      return "v6 " + hexadecimal;
    }
    long host = Long.parseLong(parts[0], 16);
    return String.format(
        "%d.%d.%d.%d:%d",
        host & 0xff,
        host >> 8 & 0xff,
        host >> 16 & 0xff,
        host >> 24 & 0xff,
        Integer.parseInt(parts[1], 16));
  }
}
