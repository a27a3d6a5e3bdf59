package granary.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/**
 * Which package may use what. Which module may use which is Maven's business; these rules hold what
 * Maven cannot see.
 */
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("granary");

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

  @Test
  void packagesHaveNoCycles() {
    slices().matching("granary.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void tasksAreAllThatTheApplicationMasterKnows() {
    noClasses()
        .that()
        .resideInAnyPackage(YARN_APP)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PARTITIONER_STORAGE)
        .check(CLASSES);
  }

  @Test
  void onlyCoordinationSpeaksToZooKeeper() {
    noClasses()
        .that()
        .resideOutsideOfPackages("granary.coordination..", "granary.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.zookeeper..")
        .check(CLASSES);
  }

  @Test
  void onlyCoordinationKnowsCurator() {
    noClasses()
        .that()
        .resideOutsideOfPackage("granary.coordination..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.curator..")
        .check(CLASSES);
  }

  @Test
  void onlyHiveAndTheEngineSpeakJdbc() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "granary.hive..", "granary.engine..", "granary.jobs.query..", "granary.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..")
        .check(CLASSES);
  }

  @Test
  void onlyTheAdapterKnowsYarnClientTypes() {
    noClasses()
        .that()
        .resideOutsideOfPackage("granary.yarn..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.hadoop.yarn.client..")
        .check(CLASSES);
  }

  @Test
  void onlyTheSqlFrontKnowsCalcite() {
    noClasses()
        .that()
        .resideOutsideOfPackage("granary.sql..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.calcite..")
        .check(CLASSES);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
  }

  @Test
  void timeIsInjected() {
    noClasses().should().callMethod(System.class, "currentTimeMillis").check(CLASSES);
  }
}
