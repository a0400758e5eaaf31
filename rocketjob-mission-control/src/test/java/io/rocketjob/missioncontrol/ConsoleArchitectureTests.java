package io.rocketjob.missioncontrol;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/** What the console may use, and what others see of it. */
class ConsoleArchitectureTests {

	private static final JavaClasses MODULE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludePackageInfos())
		.importUrl(MissionControl.class.getProtectionDomain().getCodeSource().getLocation());

	@Test
	void allThatTheConsoleKnowsAndDoesGoesThroughOperations() {
		noClasses().that()
			.resideOutsideOfPackage("io.rocketjob.missioncontrol.autoconfigure")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob..")
				.and(resideOutsideOfPackages("io.rocketjob.missioncontrol", "io.rocketjob.operation", "io.rocketjob")))
			.check(MODULE);
		noClasses().should().dependOnClassesThat().haveSimpleName("RocketJobTemplate").check(MODULE);
		noClasses().should().dependOnClassesThat().haveSimpleNameEndingWith("Instance").check(MODULE);
	}

	@Test
	void whatIsWiredKnowsNothingOfTheWiring() {
		noClasses().that()
			.resideInAPackage("io.rocketjob.missioncontrol")
			.should()
			.dependOnClassesThat(resideInAPackage("io.rocketjob.missioncontrol.autoconfigure"))
			.check(MODULE);
	}

	@Test
	void onlyWhatTheWiringAndTabsOfApplicationsNeedIsPublic() {
		assertThat(MODULE)
			.filteredOn((type) -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)
					&& !type.getSimpleName().endsWith("Generated"))
			.extracting(JavaClass::getSimpleName)
			.containsExactlyInAnyOrder("ConsoleFilter", "ConsoleOperations", "ConsoleRole", "ConsoleSettings",
					"JobPageTab", "MissionControl", "MissionControlAutoConfiguration",
					"MissionControlManagementContextConfiguration", "MissionControlProperties", "TabContent",
					"UploadFilter", "UploadLimits");
	}

}
