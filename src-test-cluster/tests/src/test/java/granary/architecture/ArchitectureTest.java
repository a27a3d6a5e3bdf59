package granary.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * Which package may use what. Which module may use which is Maven's business; these rules hold what
 * Maven cannot see.
 */
@AnalyzeClasses(packages = "granary", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String[] PARTITIONER_STORAGE = {
    "granary.dataset..",
    "granary.catalog..",
    "granary.ledger..",
    "granary.commit..",
    "granary.hive.."
  };
  private static final String[] YARN_APP = {
    "granary.job..",
    "granary.attempt..",
    "granary.journal..",
    "granary.local..",
    "granary.placement..",
    "granary.master..",
    "granary.executor..",
    "granary.rpc..",
    "granary.client..",
    "granary.yarn.."
  };

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("granary.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule tasksAreAllThatTheApplicationMasterKnows =
      noClasses()
          .that()
          .resideInAnyPackage(YARN_APP)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PARTITIONER_STORAGE);

  @ArchTest
  static final ArchRule onlyCoordinationSpeaksToZooKeeper =
      noClasses()
          .that()
          .resideOutsideOfPackages("granary.coordination..", "granary.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.zookeeper..");

  @ArchTest
  static final ArchRule onlyCoordinationKnowsCurator =
      noClasses()
          .that()
          .resideOutsideOfPackage("granary.coordination..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.curator..");

  @ArchTest
  static final ArchRule onlyHiveAndTheEngineSpeakJdbc =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "granary.hive..", "granary.engine..", "granary.jobs.query..", "granary.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..");

  @ArchTest
  static final ArchRule onlyTheAdapterKnowsYarnClientTypes =
      noClasses()
          .that()
          .resideOutsideOfPackage("granary.yarn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.hadoop.yarn.client..");

  @ArchTest
  static final ArchRule onlyTheSqlFrontKnowsCalcite =
      noClasses()
          .that()
          .resideOutsideOfPackage("granary.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.calcite..");

  @ArchTest
  static final ArchRule nothingSleeps =
      noClasses().should().callMethod(Thread.class, "sleep", long.class);

  @ArchTest
  static final ArchRule timeIsInjected =
      noClasses().should().callMethod(System.class, "currentTimeMillis");
}
