package io.penstock.standalone.build;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

@AnalyzeClasses(packages = "io.penstock", importOptions = ArchitectureTest.MainOnly.class)
class ArchitectureTest {

    /** Tests reach this module as folders and as jars. */
    static final class MainOnly implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("/test-classes/") && !location.contains("-tests.jar");
        }
    }

    @ArchTest
    static final ArchRule theCatalogKnowsNobody = noClasses()
            .that()
            .resideInAPackage("io.penstock.catalog..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.penstock.analyzer..",
                    "io.penstock.report..",
                    "io.penstock.guard..",
                    "io.penstock.source..",
                    "io.penstock.db..",
                    "io.penstock.dispatch..",
                    "io.penstock.api..",
                    "io.penstock.worker..",
                    "io.penstock.scheduler..",
                    "io.penstock.standalone..");

    @ArchTest
    static final ArchRule theAnalyzersKnowTheCatalogAlone = noClasses()
            .that()
            .resideInAPackage("io.penstock.analyzer..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.penstock.report..",
                    "io.penstock.db..",
                    "io.penstock.dispatch..",
                    "io.penstock.store..",
                    "io.penstock.api..",
                    "io.penstock.worker..",
                    "io.penstock.scheduler..",
                    "io.penstock.standalone..");

    @ArchTest
    static final ArchRule reportsAreMadeOfFilesAlone = noClasses()
            .that()
            .resideInAPackage("io.penstock.report..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "org.jdbi..",
                    "io.penstock.db..",
                    "io.penstock.dispatch..",
                    "io.penstock.store..",
                    "io.penstock.api..",
                    "io.penstock.worker..",
                    "io.penstock.scheduler..",
                    "io.penstock.standalone..");

    @ArchTest
    static final ArchRule sourcesKnowTheCatalogAndTheGuardAlone = noClasses()
            .that()
            .resideInAnyPackage("io.penstock.source..", "io.penstock.guard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "io.penstock.analyzer..",
                    "io.penstock.db..",
                    "io.penstock.dispatch..",
                    "io.penstock.store..",
                    "io.penstock.api..",
                    "io.penstock.worker..",
                    "io.penstock.scheduler..",
                    "io.penstock.standalone..");

    @ArchTest
    static final ArchRule theGuardKnowsNobody = noClasses()
            .that()
            .resideInAPackage("io.penstock.guard..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.penstock.catalog..", "io.penstock.source..");

    @ArchTest
    static final ArchRule theDatabaseKnowsNeitherKafkaNorTheWeb = noClasses()
            .that()
            .resideInAPackage("io.penstock.db..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.kafka..",
                    "org.springframework.kafka..",
                    "org.springframework.web..",
                    "org.springframework.http..",
                    "jakarta.servlet..",
                    "io.penstock.dispatch..",
                    "io.penstock.api..",
                    "io.penstock.worker..",
                    "io.penstock.scheduler..",
                    "io.penstock.standalone..");

    @ArchTest
    static final ArchRule theApiStandsAlone = standsAlone("api", "worker", "scheduler");

    @ArchTest
    static final ArchRule theWorkerStandsAlone = standsAlone("worker", "api", "scheduler");

    @ArchTest
    static final ArchRule theSchedulerStandsAlone = standsAlone("scheduler", "api", "worker");

    @ArchTest
    static final ArchRule packagesFormNoCycles =
            slices().matching("io.penstock.(*.*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class)
            .orShould()
            .callMethod(Thread.class, "sleep", long.class, int.class)
            .orShould()
            .callMethod(TimeUnit.class, "sleep", long.class);

    @ArchTest
    static final ArchRule nobodyParksForATime = noClasses()
            .that()
            .resideOutsideOfPackage("io.penstock.benchmark..")
            .should()
            .callMethod(LockSupport.class, "parkNanos", long.class)
            .orShould()
            .callMethod(LockSupport.class, "parkNanos", Object.class, long.class)
            .orShould()
            .callMethod(LockSupport.class, "parkUntil", long.class)
            .orShould()
            .callMethod(LockSupport.class, "parkUntil", Object.class, long.class)
            .because("that is a sleep; only a benchmark needs one, to pace its load");

    @ArchTest
    static final ArchRule nobodyHidesStateInAThread =
            noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class);

    @ArchTest
    static final ArchRule theDatabasesClockRules = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDate.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(OffsetDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callConstructor(Date.class)
            .because("who needs a time takes a " + Clock.class.getSimpleName()
                    + ", and what is written takes the database's");

    @ArchTest
    static final ArchRule theMachineryOfSpringStaysOut =
            noClasses().should().dependOnClassesThat().haveNameMatching(".*\\.(Transactional|Scheduled|Async)");

    private static ArchRule standsAlone(String role, String another, String yetAnother) {
        return noClasses()
                .that()
                .resideInAPackage("io.penstock." + role + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.penstock." + another + "..",
                        "io.penstock." + yetAnother + "..",
                        "io.penstock.standalone..");
    }
}
