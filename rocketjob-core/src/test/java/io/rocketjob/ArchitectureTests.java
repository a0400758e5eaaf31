package io.rocketjob;

import java.util.List;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.rocketjob.batch.record.RecordFormat;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/** The arrows of docs/architecture.md. */
class ArchitectureTests {

	private static final String FORMATS = "io.rocketjob.batch.record";

	static final JavaClasses CORE = new ClassFileImporter()
		.importUrl(JobInstance.class.getProtectionDomain().getCodeSource().getLocation());

	@Test
	void theApiDependsOnNothingOfOurs() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.mongo..", "io.rocketjob.document..", "io.rocketjob.work..",
					"io.rocketjob.job..", "io.rocketjob.batch..", "io.rocketjob.server..", "io.rocketjob.event..",
					"io.rocketjob.test..", "io.rocketjob.encryption..", "io.rocketjob.stream.."));
	}

	@Test
	void pluginsUseOnlyTheApiAndWhatPluginsAreWrittenAgainst() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.plugin..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.mongo..", "io.rocketjob.document..", "io.rocketjob.work..",
					"io.rocketjob.job..", "io.rocketjob.batch..", "io.rocketjob.server..", "io.rocketjob.event..",
					"io.rocketjob.test..", "io.rocketjob.encryption..", "io.rocketjob.stream.."));
	}

	@Test
	void encryptionKnowsOnlyTheApi() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.encryption..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.mongo..", "io.rocketjob.document..", "io.rocketjob.work..",
					"io.rocketjob.job..", "io.rocketjob.batch..", "io.rocketjob.server..", "io.rocketjob.test..",
					"io.rocketjob.stream.."));
	}

	@Test
	void loggingKnowsNothingOfJobs() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.logging..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..").and(resideOutsideOfPackages("io.rocketjob",
					"io.rocketjob.logging..", "io.rocketjob.mongo..", "io.rocketjob.encryption.."))));
	}

	@Test
	void jobClassesKnowNothingOfStoredJobs() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.jobclass..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.document..", "io.rocketjob.work..", "io.rocketjob.job..",
					"io.rocketjob.batch..", "io.rocketjob.server..", "io.rocketjob.event..", "io.rocketjob.operation..",
					"io.rocketjob.stream.."));
	}

	@Test
	void theStoredFormOfJobsKnowsOnlyTheApiAndWhatMayBeShown() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.document..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..")
				.and(resideOutsideOfPackages("io.rocketjob", "io.rocketjob.document..", "io.rocketjob.logging.."))));
	}

	@Test
	void workKnowsNothingOfWhoProvidesIt() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.work..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..")
				.and(resideOutsideOfPackages("io.rocketjob", "io.rocketjob.work..", "io.rocketjob.document..",
						"io.rocketjob.jobclass..", "io.rocketjob.mongo.."))));
	}

	@Test
	void schedulesDependOnNothingOfOurs() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.schedule..")
			.should()
			.dependOnClassesThat(
					resideInAPackage("io.rocketjob..").and(resideOutsideOfPackage("io.rocketjob.schedule.."))));
	}

	@Test
	void whatPluginsAreWrittenAgainstKnowsOnlyTheApi() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.plugin")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..")
				.and(resideOutsideOfPackages("io.rocketjob", "io.rocketjob.plugin"))));
	}

	@Test
	void eachPluginKnowsOnlyTheApiWhatPluginsAreWrittenAgainstAndSchedules() {
		List<String> plugins = CORE.stream()
			.map(JavaClass::getPackageName)
			.filter((name) -> name.startsWith("io.rocketjob.plugin."))
			.distinct()
			.toList();
		assertThat(plugins).contains("io.rocketjob.plugin.window");
		plugins.forEach((plugin) -> check(noClasses().that()
			.resideInAPackage(plugin)
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..").and(resideOutsideOfPackages("io.rocketjob",
					"io.rocketjob.plugin", "io.rocketjob.schedule..", plugin)))));
	}

	@Test
	void whatFormatsAreWrittenAgainstKnowsOnlyTheApi() {
		check(noClasses().that()
			.resideInAPackage(FORMATS)
			.should()
			.dependOnClassesThat(
					resideInAPackage("io.rocketjob..").and(resideOutsideOfPackages("io.rocketjob", FORMATS))));
		check(noClasses().that()
			.resideInAPackage(FORMATS + "..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("com.mongodb..", "org.bson..", "org.springframework.data.."));
	}

	@Test
	void eachFormatKnowsOnlyTheApiAndWhatFormatsAreWrittenAgainst() {
		formatPackages().forEach((format) -> check(noClasses().that()
			.resideInAPackage(format + "..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..")
				.and(resideOutsideOfPackages("io.rocketjob", FORMATS, format + "..")))));
	}

	@Test
	void nothingElseKnowsAFormat() {
		check(classes().that()
			.implement(RecordFormat.class)
			.should()
			.resideInAPackage(FORMATS + ".(*)")
			.because("each format is in a package of its own"));
		formatPackages().forEach((format) -> check(noClasses().that()
			.resideOutsideOfPackage(format + "..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage(format + "..")));
	}

	private static List<String> formatPackages() {
		List<String> formats = CORE.stream()
			.map(JavaClass::getPackageName)
			.filter((name) -> name.startsWith(FORMATS + "."))
			.distinct()
			.toList();
		assertThat(formats).contains(FORMATS + ".lines");
		return formats;
	}

	@Test
	void filesKnowNeitherJobsNorTheDatabase() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.stream..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.mongo..", "io.rocketjob.document..", "io.rocketjob.work..",
					"io.rocketjob.job..", "io.rocketjob.batch..", "io.rocketjob.server..", "io.rocketjob.test..",
					"com.mongodb..", "org.bson.."));
	}

	@Test
	void eventsKnowOnlyTheDatabaseAndTheApi() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.event..")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..")
				.and(resideOutsideOfPackages("io.rocketjob", "io.rocketjob.mongo..", "io.rocketjob.event.."))));
	}

	@Test
	void jobsBatchesAndThePlumbingKnowNoEvents() {
		check(noClasses().that()
			.resideInAnyPackage("io.rocketjob.document..", "io.rocketjob.work..", "io.rocketjob.job..",
					"io.rocketjob.batch..", "io.rocketjob.mongo..", "io.rocketjob.encryption..",
					"io.rocketjob.stream..", "io.rocketjob.schedule..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.rocketjob.event.."));
	}

	@Test
	void thePlumbingKnowsNoJobs() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.mongo..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.document..", "io.rocketjob.work..", "io.rocketjob.job..",
					"io.rocketjob.batch..", "io.rocketjob.server..", "io.rocketjob.test.."));
	}

	@Test
	void jobsKnowNoBatches() {
		check(noClasses().that()
			.resideInAnyPackage("io.rocketjob.document..", "io.rocketjob.work..", "io.rocketjob.job..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.rocketjob.batch.."));
	}

	@Test
	void jobsAndBatchesKnowNoServer() {
		check(noClasses().that()
			.resideInAnyPackage("io.rocketjob.document..", "io.rocketjob.work..", "io.rocketjob.job..",
					"io.rocketjob.batch..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.server..", "io.rocketjob.test.."));
	}

	@Test
	void operationsKnowNoUserInterface() {
		check(noClasses().that()
			.resideInAPackage("io.rocketjob.operation..")
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("io.rocketjob.autoconfigure..", "org.springframework.boot..",
					"org.springframework.web..", "org.springframework.http..", "org.springframework.security..",
					"jakarta.servlet..", "io.rocketjob.test.."));
	}

	@Test
	void nothingInTheCoreKnowsOperations() {
		check(noClasses().that()
			.resideOutsideOfPackage("io.rocketjob.operation..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.rocketjob.operation.."));
	}

	@Test
	void nothingInProductionNeedsTheTestSupport() {
		check(noClasses().that()
			.resideOutsideOfPackage("io.rocketjob.test..")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.rocketjob.test.."));
	}

	@Test
	void packagesHaveNoCycles() {
		check(slices().matching("io.rocketjob.(*)..").should().beFreeOfCycles());
	}

	@Test
	void thereIsNoPackageForOddsAndEnds() {
		check(noClasses().should()
			.resideInAnyPackage("..util..", "..common..", "..impl..", "..manager..", "..helper.."));
	}

	@Test
	void theCoreWorksWithoutSpringBoot() {
		check(noClasses().should().dependOnClassesThat().resideInAPackage("org.springframework.boot.."));
	}

	@Test
	void logbackIsTouchedByTwoClassesOnly() {
		checkTouchedOnlyBy("(JobLogLevel|LogbackTail)", "ch.qos.logback..");
	}

	@Test
	void eachOptionalLibraryIsTouchedByOneClassOnly() {
		checkTouchedOnlyBy("TinkKeyset", "com.google.crypto.tink..");
		checkTouchedOnlyBy("Bzip2Streams", "org.apache.commons.compress..");
		checkTouchedOnlyBy("ZstdStreams", "com.github.luben.zstd..");
	}

	private static void checkTouchedOnlyBy(String type, String library) {
		check(classes().that()
			.haveNameNotMatching(".*" + type + ".*")
			.should()
			.onlyDependOnClassesThat()
			.resideOutsideOfPackage(library));
	}

	private static void check(ArchRule rule) {
		rule.check(CORE);
	}

}
