package io.rocketjob.autoconfigure.endpoint;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.autoconfigure.endpoint.EndpointApplication.AccountJob;
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
			for (String path : new String[] { "/actuator/rocketjob", "/actuator/rocketjobservers", JOBS + id }) {
				assertThat(application.as(null).get(path).status()).isEqualTo(401);
				assertThat(application.as("user").get(path).status()).isEqualTo(200);
			}
			assertThat(application.as("admin").get(JOBS + id).text("/fields/account")).isEqualTo("******");
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

	private static void assertWritingIsRefused(WebApplication application, String id) {
		assertThat(application.post(JOBS + id, "{'action': 'pause'}").status()).isEqualTo(405);
		assertThat(application.delete(JOBS + id).status()).isEqualTo(405);
		assertThat(application.post("/actuator/rocketjobservers", "{'action': 'pause'}").status()).isEqualTo(405);
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

}
