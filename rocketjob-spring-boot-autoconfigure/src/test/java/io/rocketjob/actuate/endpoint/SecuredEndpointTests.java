package io.rocketjob.actuate.endpoint;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.actuate.endpoint.EndpointApplication.AccountJob;
import io.rocketjob.operation.AuditEntry;
import io.rocketjob.operation.OperationListener;
import io.rocketjob.operation.OperationPolicy;
import io.rocketjob.operation.Permission;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may see and do what at the endpoints. */
class SecuredEndpointTests {

	private static final String JOBS = "/actuator/rocketjobjobs/";

	@Test
	void withoutSpringSecurityReadingWorksAndWritingIsRefused() {
		try (WebApplication application = WebApplication.open(EndpointApplication.class,
				"rocketjob.server.enabled=false")) {
			String id = create(application);
			assertThat(application.get("/actuator/rocketjob").status()).isEqualTo(200);
			assertThat(application.get("/actuator/rocketjobservers").status()).isEqualTo(200);
			assertThat(application.get(JOBS + id).status()).isEqualTo(200);
			assertThat(application.get(JOBS + id).text("/fields/account")).isEqualTo("******");
			assertWritingIsRefused(application, id);
		}
	}

	@Test
	void withSpringSecurityNobodySeesAnythingUnlessKnown() {
		try (WebApplication application = WebApplication.secured(SecuredApplication.class,
				"rocketjob.server.enabled=false")) {
			String id = create(application);
			for (String path : new String[] { "/actuator/rocketjob", "/actuator/rocketjobservers",
					"/actuator/rocketjobhousekeeping", JOBS + id }) {
				assertThat(application.as(null).get(path).status()).isEqualTo(401);
				assertThat(application.as("user").get(path).status()).isEqualTo(200);
			}
			assertThat(application.as("admin").get(JOBS + id).text("/fields/account")).isEqualTo("******");
			assertThat(application.as(null).get("/actuator/rocketjobfiles").status()).isEqualTo(401);
			assertThat(application.as("user").get("/actuator/rocketjobfiles").status()).as("the monitor is off")
				.isEqualTo(404);
			assertWritingIsRefused(application.as("admin"), id);
		}
	}

	@Test
	void valuesAreShownToThoseWhoAreAuthorized() {
		try (WebApplication application = WebApplication.secured(SecuredApplication.class,
				"rocketjob.server.enabled=false", "management.endpoint.rocketjobjobs.show-values=when-authorized",
				"management.endpoint.rocketjobjobs.roles=ADMIN",
				"management.endpoint.rocketjobjobs.access=unrestricted")) {
			String id = create(application);
			assertThat(application.as("user").get(JOBS + id).text("/fields/account")).isEqualTo("******");
			assertThat(application.as("admin").get(JOBS + id).text("/fields/account")).isEqualTo("acme");
			assertThat(application.as("user").post(JOBS + id, "{'action': 'pause'}").text("/fields/account"))
				.isEqualTo("******");
			assertThat(application.as("admin").post(JOBS + id, "{'action': 'resume'}").text("/fields/account"))
				.isEqualTo("acme");
			assertThat(application.as(null).post(JOBS + id, "{'action': 'pause'}").status()).isEqualTo(401);
		}
	}

	@Test
	void listenersAreToldWhoDidItAndPoliciesDecideWhoMay() {
		try (WebApplication application = WebApplication.secured(AuditedApplication.class,
				"rocketjob.server.enabled=false", "management.endpoint.rocketjobjobs.access=unrestricted")) {
			String id = create(application);
			assertThat(application.as("user").post(JOBS + id, "{'action': 'pause', 'reason': 'wait'}").status())
				.isEqualTo(200);
			WebApplication.Answer denied = application.as("user").delete(JOBS + id);
			assertThat(denied.status()).isEqualTo(403);
			assertThat(denied.text("/message")).startsWith("user (http) needs the permission job:destroy for job");
			assertThat(application.as("admin").delete(JOBS + id).status()).isEqualTo(200);
			assertThat(application.bean(AuditedApplication.class).told)
				.extracting((entry) -> entry.action() + " by " + entry.operator() + ", " + entry.reason() + ": "
						+ entry.outcome())
				.containsExactly("pause by user, wait: DONE", "delete by user, null: DENIED",
						"delete by admin, null: DONE");
		}
	}

	private static void assertWritingIsRefused(WebApplication application, String id) {
		assertThat(application.post(JOBS + id, "{'action': 'pause'}").status()).isEqualTo(405);
		assertThat(application.delete(JOBS + id).status()).isEqualTo(405);
		assertThat(application.post("/actuator/rocketjobservers", "{'action': 'pause'}").status()).isEqualTo(405);
		assertThat(application.post("/actuator/rocketjobfiles/orders", "{'action': 'enable'}").status()).isEqualTo(405);
		assertThat(application.delete("/actuator/rocketjobfiles/orders").status()).isEqualTo(405);
		assertThat(application.post("/actuator/rocketjobservers/north", "{'action': 'thread-dump'}").status())
			.isEqualTo(405);
		assertThat(application.get(JOBS + id).text("/state")).isEqualTo("queued");
	}

	private static String create(WebApplication application) {
		return application.bean(RocketJobTemplate.class)
			.create(AccountJob.class, new AccountJob.Fields("acme", "hidden", null))
			.id()
			.toHexString();
	}

	/** Knows two people. */
	@Configuration(proxyBeanMethods = false)
	@Import(EndpointApplication.class)
	static class SecuredApplication {

		@Bean
		SecurityFilterChain security(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		InMemoryUserDetailsManager users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("user").password("{noop}password").roles("USER").build(),
					User.withUsername("admin").password("{noop}password").roles("ADMIN").build());
		}

	}

	/** Writes down what is done, and lets one user delete jobs. */
	@Configuration(proxyBeanMethods = false)
	@Import(SecuredApplication.class)
	static class AuditedApplication {

		private final List<AuditEntry> told = new CopyOnWriteArrayList<>();

		@Bean
		OperationListener audit() {
			return this.told::add;
		}

		@Bean
		OperationPolicy onlyTheAdministratorDeletes() {
			return (operator, permission, target, job) -> permission != Permission.JOB_DESTROY
					|| "admin".equals(operator.name());
		}

	}

}
