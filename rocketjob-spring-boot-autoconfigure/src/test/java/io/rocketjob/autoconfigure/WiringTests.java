package io.rocketjob.autoconfigure;

import java.util.Set;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.Configuration;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the application uses at run time is not in the packages that wire it.
 */
class WiringTests {

	private static final String WIRING = "io.rocketjob.autoconfigure..";

	/** Classes that find beans or check settings for the configurations. */
	private static final Set<String> HELPERS = Set.of("ChosenLineJson", "ConfiguredProperty",
			"DatabaseFactorySelection", "FormerConnectionProperties", "JobDatabase", "PluginProperties",
			"PropertyNames", "SliceDatabase", "WrittenSettings");

	private static final JavaClasses MODULE = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludePackageInfos())
		.importUrl(RocketJobAutoConfiguration.class.getProtectionDomain().getCodeSource().getLocation());

	@Test
	void autoConfigurationHoldsOnlyConfigurationsPropertiesFailureAnalyzersConditionsAndTheirHelpers() {
		check(classes().that().resideInAPackage(WIRING).and().areTopLevelClasses().should(be(wiring())));
	}

	@Test
	void eachHelperIsThere() {
		assertThat(MODULE).filteredOn(WiringTests::isHelper)
			.extracting(JavaClass::getSimpleName)
			.containsExactlyInAnyOrderElementsOf(HELPERS);
	}

	@Test
	void onlyAutoConfigurationsAndPropertiesOfAutoConfigurationArePublic() {
		check(classes().that()
			.resideInAPackage(WIRING)
			.and()
			.areTopLevelClasses()
			.and()
			.arePublic()
			.should(be(annotatedWith(AutoConfiguration.class).or(annotatedWith(ConfigurationProperties.class))
				.forSubtype())));
	}

	@Test
	void whatIsWiredKnowsNothingOfTheWiring() {
		check(noClasses().that().resideOutsideOfPackage(WIRING).should().dependOnClassesThat(resideInAPackage(WIRING)));
	}

	private static DescribedPredicate<JavaClass> wiring() {
		DescribedPredicate<JavaClass> configuration = annotatedWith(AutoConfiguration.class)
			.or(annotatedWith(Configuration.class))
			.or(annotatedWith(ConfigurationProperties.class))
			.forSubtype();
		return configuration.or(assignableTo(FailureAnalyzer.class))
			.or(assignableTo(Condition.class))
			.or(assignableTo(ApplicationContextInitializer.class))
			.or(assignableTo(RuntimeException.class))
			.or(describe("an annotation", JavaClass::isAnnotation))
			.or(describe("a known helper", WiringTests::isHelper))
			.as("configurations, properties, failure analyzers with their exceptions, conditions or known helpers");
	}

	private static boolean isHelper(JavaClass type) {
		return type.getPackageName().equals("io.rocketjob.autoconfigure") && HELPERS.contains(type.getSimpleName());
	}

	private static void check(ArchRule rule) {
		rule.check(MODULE);
	}

}
