package io.rocketjob.missioncontrol.autoconfigure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import io.rocketjob.missioncontrol.ConsoleFilter;
import io.rocketjob.missioncontrol.ConsoleOperations;
import io.rocketjob.missioncontrol.MissionControl;
import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.operation.HousekeepingOperations;
import io.rocketjob.operation.Operations;
import io.rocketjob.operation.Permission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.function.RouterFunction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

/** When there is a console, and with which settings. */
class MissionControlAutoConfigurationTests {

	private static final String PREFIX = "rocketjob.mission-control.";

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MissionControlAutoConfiguration.class))
		.withBean(Operations.class, () -> mock(Operations.class, RETURNS_DEEP_STUBS))
		.withBean(DirmonOperations.class, () -> mock(DirmonOperations.class))
		.withBean(HousekeepingOperations.class, () -> mock(HousekeepingOperations.class));

	@Test
	void anApplicationOnTheServletStackHasAConsole() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(MissionControl.class).hasSingleBean(RouterFunction.class);
			FilterRegistrationBean<?> filter = context.getBean("rocketJobMissionControlFilter",
					FilterRegistrationBean.class);
			assertThat(filter.getOrder()).isEqualTo(ConsoleFilter.ORDER);
			assertThat(filter.getUrlPatterns()).hasToString("[/rocketjob, /rocketjob/*]");
		});
	}

	@Test
	void otherApplicationsHaveNone() {
		this.runner.withPropertyValues(PREFIX + "enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(MissionControl.class)
				.doesNotHaveBean(RouterFunction.class)
				.doesNotHaveBean(FilterRegistrationBean.class));
		this.runner.withClassLoader(new FilteredClassLoader(DispatcherServlet.class))
			.run((context) -> assertThat(context).doesNotHaveBean("rocketJobMissionControl"));
		new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MissionControlAutoConfiguration.class))
			.run((context) -> assertThat(context).doesNotHaveBean(MissionControl.class));
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MissionControlAutoConfiguration.class))
			.withBean(Operations.class, () -> mock(Operations.class, RETURNS_DEEP_STUBS))
			.run((context) -> assertThat(context).doesNotHaveBean(MissionControl.class));
	}

	@Test
	void aConsoleOfTheApplicationItselfWins() {
		MissionControl own = MissionControl.local(new ConsoleOperations(mock(Operations.class, RETURNS_DEEP_STUBS),
				mock(DirmonOperations.class), mock(HousekeepingOperations.class)), properties(Map.of()).settings(null),
				List.of());
		this.runner.withBean(MissionControl.class, () -> own)
			.run((context) -> assertThat(context.getBean(MissionControl.class)).isSameAs(own));
	}

	@Test
	void withoutActuatorThereIsNoOtherPort() {
		this.runner
			.withClassLoader(new FilteredClassLoader(
					"org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType"))
			.withPropertyValues(PREFIX + "on-management-port=true", "management.server.port=1")
			.run((context) -> assertThat(context).hasSingleBean(RouterFunction.class));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			path=rocketjob                               | path must begin with a slash
			path=/                                       | path must begin with a slash
			path=/rocketjob/                             | end without one
			path=/rocket*                                | letters, digits
			path=/{id}                                   | letters, digits
			roles.reader.permissions=job:reed            | has job:reed; there are job:read, job:control
			roles.night.permissions=job:read             | roles.night needs authorities and permissions
			roles.night.authorities=ROLE_NIGHT           | roles.night needs authorities and permissions
			""")
	void aWrongSettingIsRefusedWithWhatWouldBeRight(String property, String problem) {
		this.runner.withPropertyValues(PREFIX + property)
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining(problem));
	}

	@Test
	void aRoleKeepsWhatIsNotSaidOfIt() {
		MissionControlProperties properties = properties(Map.of(PREFIX + "roles.reader.authorities", "ROLE_A, ROLE_B",
				PREFIX + "roles.admin.permissions", "job:read"));
		assertThat(properties.settings(null).roles()).anySatisfy((role) -> {
			assertThat(role.name()).isEqualTo("reader");
			assertThat(role.authorities()).containsExactlyInAnyOrder("ROLE_A", "ROLE_B");
			assertThat(role.permissions()).containsExactlyInAnyOrder(Permission.JOB_READ, Permission.SERVER_READ,
					Permission.DIRMON_READ);
		}).anySatisfy((role) -> {
			assertThat(role.name()).isEqualTo("admin");
			assertThat(role.authorities()).containsExactly("ROLE_ROCKETJOB_ADMIN");
			assertThat(role.permissions()).hasSize(1);
		}).hasSize(3);
	}

	@Test
	void theDocumentHasEachProperty() throws IOException {
		String document = Files.readString(Path.of("../docs/mission-control.md"));
		Map<String, Object> metadata = JsonParserFactory.getJsonParser()
			.parseMap(new ClassPathResource("META-INF/spring-configuration-metadata.json")
				.getContentAsString(StandardCharsets.UTF_8));
		assertThat((List<?>) metadata.get("properties")).hasSize(4).allSatisfy((each) -> {
			Map<?, ?> property = (Map<?, ?>) each;
			if (!property.get("name").equals(PREFIX + "roles")) {
				assertThat(document)
					.containsPattern(Pattern.quote("| `" + property.get("name") + "` | ") + ".*" + Pattern
						.quote("`" + property.get("defaultValue") + "` | " + property.get("description") + " |"));
			}
		});
		assertThat(document).contains(PREFIX + "roles.<name>.authorities", PREFIX + "roles.<name>.permissions");
	}

	private static MissionControlProperties properties(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("rocketjob.mission-control",
				MissionControlProperties.class);
	}

}
