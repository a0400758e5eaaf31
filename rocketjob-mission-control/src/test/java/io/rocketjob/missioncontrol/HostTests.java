package io.rocketjob.missioncontrol;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

import io.rocketjob.missioncontrol.Console.Visit;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.ViewResolver;

import static org.assertj.core.api.Assertions.assertThat;

/** An application that adds the console keeps every page and bean that it had. */
class HostTests {

	@Test
	void pagesViewsErrorsAndSecurityOfTheApplicationStayAsTheyAre() {
		try (Console console = Console.secured(Shop.class, ShopSecurity.class, "server.servlet.context-path=/shop")) {
			Visit visit = console.visit("admin");
			assertThat(visit.get("/shop/").body()).contains("<h1>Welcome to the shop</h1>");
			assertThat(visit.get("/shop/broken").body()).isEqualTo("the shop's own words");
			assertThat(console.visit().get("/shop/").statusCode()).isEqualTo(401);
			assertThat(visit.get("/shop/assets/console.css").statusCode()).isEqualTo(404);
			assertThat(console.context().getBeanNamesForType(SecurityFilterChain.class))
				.containsExactly("shopSecurity");
			assertThat(console.context().getBeanNamesForType(ViewResolver.class))
				.noneMatch((name) -> name.startsWith("rocketJob"));
			assertThat(Arrays.stream(console.context().getBeanDefinitionNames())
				.filter((name) -> name.toLowerCase().contains("missioncontrol")))
				.allMatch((name) -> name.startsWith("rocketJobMissionControl")
						|| name.startsWith("rocketjob.mission-control-") || name.startsWith("io.rocketjob."));
		}
	}

	@Test
	void theConsoleHasNoFileWhereApplicationsServeFilesFrom() {
		assertThat(Stream.of("META-INF/resources", "static", "public", "resources"))
			.allSatisfy((directory) -> assertThat(Path.of("target/classes", directory)).doesNotExist());
		assertThat(Path.of("target/classes/io/rocketjob/missioncontrol/assets/htmx.min.js")).exists();
	}

	@Test
	void itsOwnPathIsBelowThatOfTheApplication() {
		try (Console console = Console.secured(Shop.class, ShopSecurity.class, "server.servlet.context-path=/shop",
				"rocketjob.mission-control.path=/ops/jobs")) {
			Visit visit = console.visit("admin");
			HttpResponse<String> page = visit.get("/shop/ops/jobs/jobs");
			assertThat(page.statusCode()).isEqualTo(200);
			assertThat(page.body()).contains("href=\"/shop/ops/jobs/servers\"", "src=\"/shop/ops/jobs/assets/console.")
				.doesNotContain("\"/ops/jobs", "\"/rocketjob");
			assertThat(visit.get("/shop/ops/jobs/").headers().firstValue("Location")).hasValue("/shop/ops/jobs");
			assertThat(visit.get("/shop/rocketjob").statusCode()).isEqualTo(404);
		}
	}

	@Test
	void theNameAProxyHasPutBeforeItIsKeptWhereTheApplicationTrustsProxies() {
		try (Console console = Console.secured(Shop.class, ShopSecurity.class,
				"server.forward-headers-strategy=framework")) {
			Visit visit = console.visit("admin");
			String page = visit
				.get(Console.BASE, "X-Forwarded-Prefix", "/behind", "X-Forwarded-Host", "proxy.example",
						"X-Forwarded-Proto", "https")
				.body();
			assertThat(page).contains("href=\"/behind/rocketjob/jobs\"").doesNotContain("\"/rocketjob");
		}
		try (Console console = Console.secured(Shop.class, ShopSecurity.class)) {
			assertThat(console.visit("admin").get(Console.BASE, "X-Forwarded-Prefix", "/behind").body())
				.doesNotContain("/behind");
		}
	}

	@Test
	void whatIsThrownForAPageIsAnsweredByTheConsole() {
		try (Console console = Console.secured(Shop.class, ShopSecurity.class)) {
			HttpResponse<String> answer = console.visit("admin").get(Console.BASE + "/jobs/nonsense");
			assertThat(answer.statusCode()).isEqualTo(400);
			assertThat(answer.body()).contains("The id of a job has 24 hexadecimal digits");
		}
	}

	@Test
	void whereNoChainCoversThePathThePageSaysSo() {
		try (Console console = Console.secured(Shop.class, ApiSecurity.class)) {
			HttpResponse<String> answer = console.visit().get(Console.BASE);
			assertThat(answer.statusCode()).isEqualTo(403);
			assertThat(answer.body()).contains("covers this path");
			assertThat(console.visit().get("/").body()).contains("Welcome to the shop");
		}
	}

	@Test
	void withoutTokensOfTheApplicationTheBrowserSaysWhereAChangeComesFrom() throws Exception {
		try (Console console = Console.secured(Shop.class, NoTokenSecurity.class)) {
			Visit visit = console.visit("admin");
			String path = Console.BASE + "/jobs/" + console.report("acme").id().toHexString() + "/actions/pause";
			assertThat(visit.post(path, "").statusCode()).isEqualTo(403);
			assertThat(visit.post(path, "", "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
			assertThat(visit.post(path, "", "Sec-Fetch-Site", "none").statusCode()).isEqualTo(403);
			assertThat(visit.post(path, "", "Origin", "null").statusCode()).isEqualTo(403);
			assertThat(visit.post(path, "", "Origin", "http://localhost:1").statusCode()).isEqualTo(403);
			assertThat(visit.post(path, "", "Origin", "https://localhost:" + console.port()).statusCode())
				.isEqualTo(403);
			assertThat(visit.post(path, "", "Origin", console.origin()).statusCode()).isEqualTo(303);
			assertThat(visit.post(path.replace("pause", "resume"), "", "Sec-Fetch-Site", "same-origin").statusCode())
				.isEqualTo(303);
		}
	}

	@Test
	void onThePortOfActuatorItIsThereOnlyAndGuardedAsWell() {
		try (Console console = Console.secured(Shop.class, ShopSecurity.class, "management.server.port=0",
				"rocketjob.mission-control.on-management-port=true")) {
			assertThat(console.visit("admin").get(Console.BASE).statusCode()).isEqualTo(404);
			assertThat(console.visitManagement("admin").get(Console.BASE).body()).contains("Mission Control");
			assertThat(console.visitManagement("reader").get(Console.BASE).statusCode()).isEqualTo(403);
			assertThat(console.visitManagement(null).get(Console.BASE).statusCode()).isEqualTo(401);
		}
		try (Console console = Console.secured(Shop.class, ShopSecurity.class,
				"rocketjob.mission-control.on-management-port=true")) {
			assertThat(console.visit("admin").get(Console.BASE).statusCode())
				.as("where Actuator has no port of its own")
				.isEqualTo(200);
		}
	}

	@Test
	void rolesOfTheConfigurationSayWhoMayDoWhat() {
		try (Console console = Console.secured(Shop.class, ShopSecurity.class,
				"rocketjob.mission-control.roles.reader.authorities=ROLE_READER",
				"rocketjob.mission-control.roles.nightshift.authorities=ROLE_NIGHT",
				"rocketjob.mission-control.roles.nightshift.permissions=job:read,job:control")) {
			String job = Console.BASE + "/jobs/" + console.report("acme").id().toHexString();
			assertThat(console.visit("reader").get(job).body()).doesNotContain(">Pause</button>");
			Visit night = console.visit("night");
			assertThat(night.get(job).body()).contains(">Pause</button>").doesNotContain(">Delete", "Change</h2>");
			assertThat(night.get(Console.BASE + "/servers").statusCode()).isEqualTo(403);
			assertThat(night.submit(job, job + "/actions/pause", Map.of()).statusCode()).isEqualTo(303);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ ConsoleApplication.class, Pages.class, Errors.class })
	static class Shop {

	}

	@Controller
	static class Pages {

		@GetMapping("/")
		String home(Model model) {
			model.addAttribute("name", "shop");
			return "home";
		}

		@GetMapping("/broken")
		String broken() {
			throw new IllegalStateException("broken");
		}

	}

	@RestControllerAdvice
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class Errors {

		@ExceptionHandler(IllegalStateException.class)
		ResponseEntity<String> anything() {
			return ResponseEntity.internalServerError().body("the shop's own words");
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Users.class)
	static class ShopSecurity {

		@Bean
		SecurityFilterChain shopSecurity(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Users.class)
	static class ApiSecurity {

		@Bean
		SecurityFilterChain apiSecurity(HttpSecurity http) throws Exception {
			return http.securityMatcher("/api/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(Users.class)
	static class NoTokenSecurity {

		@Bean
		SecurityFilterChain noTokenSecurity(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf(AbstractHttpConfigurer::disable)
				.build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Users {

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("admin").password("{noop}password").roles("ROCKETJOB_ADMIN").build(),
					User.withUsername("reader").password("{noop}password").roles("READER").build(),
					User.withUsername("night").password("{noop}password").roles("NIGHT").build());
		}

	}

}
