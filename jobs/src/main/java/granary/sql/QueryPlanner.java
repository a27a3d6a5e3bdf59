package granary.sql;

import granary.engine.NamedColumn;
import granary.engine.ScanColumn;
import granary.failure.InvalidRequestException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.config.CalciteConnectionProperty;
import org.apache.calcite.config.NullCollation;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.plan.Context;
import org.apache.calcite.plan.Contexts;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.plan.hep.HepProgramBuilder;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.metadata.DefaultRelMetadataProvider;
import org.apache.calcite.rel.metadata.ProxyingMetadataHandlerProvider;
import org.apache.calcite.rel.metadata.RelMetadataQuery;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.runtime.CalciteContextException;
import org.apache.calcite.runtime.CalciteException;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.parser.babel.SqlBabelParserImpl;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.apache.calcite.sql2rel.SqlToRelConverter;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/**
 * Plans a query: parse, validate, push filters to the scan, cut into stages, write each stage's
 * SQL. Keeps nothing between queries; safe for use by several threads if its tables are.
 */
public final class QueryPlanner {
  private static final HepProgram RULES =
      new HepProgramBuilder()
          .addRuleInstance(CoreRules.FILTER_AGGREGATE_TRANSPOSE)
          .addRuleInstance(CoreRules.FILTER_PROJECT_TRANSPOSE)
          .addRuleInstance(CoreRules.FILTER_MERGE)
          .addRuleInstance(CoreRules.PROJECT_MERGE)
          .addRuleInstance(CoreRules.PROJECT_REMOVE)
          .build();

  private static final Pattern UNKNOWN_TABLE =
      Pattern.compile("(?:Object|Table) '([^']*)' not found.*", Pattern.DOTALL);

  private final SourceTables tables;
  private final Instant now;

  /**
   * Makes a planner.
   *
   * @param now what CURRENT_DATE and CURRENT_TIMESTAMP are for the whole query
   */
  public QueryPlanner(SourceTables tables, Instant now) {
    this.tables = tables;
    this.now = now;
  }

  /** What stands in a stage's SQL for the rows of another stage. */
  public static String placeholder(int stage) {
    return FragmentRenderer.placeholder(stage);
  }

  /**
   * Plans a query.
   *
   * @throws InvalidRequestException if it is wrong or uses what is not supported; the message says
   *     where
   */
  public QueryPlan plan(String sql) {
    try {
      return planned(sql);
    } catch (SqlParseException e) {
      throw refused(
          ParseMessages.reason(e, sql), e.getPos().getLineNum(), e.getPos().getColumnNum(), e);
    } catch (CalciteContextException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String reason = hinted(String.valueOf(cause.getMessage()));
      throw refused(reason, e.getPosLine(), e.getPosColumn(), e);
    } catch (PlanningException | CalciteException e) {
      throw new InvalidRequestException("Cannot plan query: " + e.getMessage(), e);
    }
  }

  /** Says what an unknown table was probably meant to be. */
  private String hinted(String reason) {
    Matcher unknown = UNKNOWN_TABLE.matcher(reason);
    if (!unknown.matches()) {
      return reason;
    }
    return "there is no dataset " + unknown.group(1) + tables.hint(unknown.group(1));
  }

  private static InvalidRequestException refused(
      String reason, int line, int column, Exception cause) {
    return new InvalidRequestException(
        "Cannot plan query: " + reason + " (line " + line + ", column " + column + ")", cause);
  }

  private QueryPlan planned(String sql) throws SqlParseException {
    SqlNode parsed =
        SqlParser.create(ParseMessages.standardQuotes(sql), parserConfig()).parseQuery();
    SqlNode prepared = SqlPreparation.prepare(parsed, tables);
    RelRoot root = toRelations(prepared);
    PlanBuilder builder = new PlanBuilder(new ExpressionRenderer(now));
    PlanNode whole = builder.build(optimise(root.project()));
    List<NamedColumn> columns = new ArrayList<>();
    for (int i = 0; i < root.fields.size(); i++) {
      columns.add(new NamedColumn(root.fields.get(i).getValue(), whole.columns().get(i).type()));
    }
    List<PlanNode> cut = StageCutter.cut(whole);
    return new QueryPlan(
        columns,
        cut.stream().map(QueryPlanner::stage).toList(),
        Optional.ofNullable(builder.scan()).map(scan -> scanPlan(scan, cut.get(0), builder)));
  }

  private QueryPlan.TableScanPlan scanPlan(TableScan scan, PlanNode stage, PlanBuilder builder) {
    SourceTable table =
        scan.getTable().unwrapOrThrow(CalciteTables.SourceTableAdapter.class).source();
    List<ScanColumn> columns = new ArrayList<>();
    for (NamedColumn column : scanOf(stage).columns()) {
      SourceColumn source = table.columns().get(Integer.parseInt(column.name().substring(1)));
      columns.add(scanColumn(column.name(), source));
    }
    if (columns.isEmpty()) {
      SourceColumn source = table.columns().get(table.columns().size() - 1);
      columns.add(scanColumn("nothing", source));
    }
    return new QueryPlan.TableScanPlan(
        table.name(), columns, new ScanFilter(table, now).of(builder.scanFilters()));
  }

  private static ScanColumn scanColumn(String name, SourceColumn source) {
    return new ScanColumn(name, source.type(), source.path(), source.fieldId(), source.items());
  }

  private static PlanNode.Scan scanOf(PlanNode node) {
    return node instanceof PlanNode.Scan scan ? scan : scanOf(node.inputs().get(0));
  }

  private static QueryPlan.Stage stage(PlanNode node) {
    return new QueryPlan.Stage(FragmentRenderer.render(node), node.columns(), inputs(node));
  }

  private static List<Integer> inputs(PlanNode node) {
    return node instanceof PlanNode.Exchange exchange
        ? List.of(exchange.stage())
        : node.inputs().stream().flatMap(input -> inputs(input).stream()).toList();
  }

  private static SqlParser.Config parserConfig() {
    return SqlParser.config()
        .withParserFactory(SqlBabelParserImpl.FACTORY)
        .withQuoting(Quoting.DOUBLE_QUOTE)
        .withUnquotedCasing(Casing.UNCHANGED)
        .withQuotedCasing(Casing.UNCHANGED)
        .withCaseSensitive(false)
        .withConformance(GranaryConformance.INSTANCE);
  }

  private RelRoot toRelations(SqlNode statement) {
    RelDataTypeFactory types = new Utf8TypeFactory();
    CalciteSchema schema =
        CalciteSchema.createRootSchema(false, false, "", new CalciteTables(tables));
    Properties properties = new Properties();
    properties.setProperty(CalciteConnectionProperty.CASE_SENSITIVE.camelName(), "false");
    CalciteCatalogReader catalog =
        new CalciteCatalogReader(
            schema, List.of(), types, new CalciteConnectionConfigImpl(properties));
    SqlValidator validator =
        SqlValidatorUtil.newValidator(
            Operators.table(),
            catalog,
            types,
            SqlValidator.Config.DEFAULT
                .withConformance(GranaryConformance.INSTANCE)
                .withDefaultNullCollation(NullCollation.LAST)
                .withIdentifierExpansion(true));
    SqlNode valid = validator.validate(statement);
    RelOptCluster cluster = RelOptCluster.create(planner(), new RexBuilder(types));
    cluster.setMetadataQuerySupplier(
        () ->
            new RelMetadataQuery(
                new ProxyingMetadataHandlerProvider(DefaultRelMetadataProvider.INSTANCE)));
    SqlToRelConverter converter =
        new SqlToRelConverter(
            (rowType, queryString, schemaPath, viewPath) -> {
              throw new PlanningException("views are not supported");
            },
            validator,
            catalog,
            cluster,
            StandardConvertletTable.INSTANCE,
            SqlToRelConverter.config()
                .withExpand(false)
                .withInSubQueryThreshold(Integer.MAX_VALUE)
                .withRelBuilderConfigTransform(config -> config.withSimplify(false)));
    return converter.convertQuery(valid, false, true);
  }

  private static HepPlanner planner() {
    Context context = Contexts.empty();
    return new HepPlanner(RULES, context);
  }

  private static RelNode optimise(RelNode root) {
    HepPlanner planner = (HepPlanner) root.getCluster().getPlanner();
    planner.setRoot(root);
    return planner.findBestExp();
  }

  /** Text is UTF-8, not Calcite's Latin-1. */
  private static final class Utf8TypeFactory extends JavaTypeFactoryImpl {
    Utf8TypeFactory() {
      super(new GranaryTypeSystem());
    }

    @Override
    public Charset getDefaultCharset() {
      return StandardCharsets.UTF_8;
    }
  }
}
