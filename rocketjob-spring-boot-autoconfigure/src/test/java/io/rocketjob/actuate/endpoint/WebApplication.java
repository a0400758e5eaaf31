package io.rocketjob.actuate.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

import io.rocketjob.RocketJobTemplate;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A real application with a web server, and one who asks it.
 */
public final class WebApplication implements AutoCloseable {

	private static final List<String> SECURITY = Stream
		.of("SecurityAutoConfiguration", "UserDetailsServiceAutoConfiguration",
				"actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
				"web.servlet.SecurityFilterAutoConfiguration", "web.servlet.ServletWebSecurityAutoConfiguration")
		.map((name) -> "org.springframework.boot.security.autoconfigure." + name)
		.toList();

	private final HttpClient client = HttpClient.newHttpClient();

	private final JsonMapper json = new JsonMapper();

	private final String databaseName = TestDatabase.get().newDatabaseName();

	private final ConfigurableApplicationContext context;

	private @Nullable String user;

	private WebApplication(Class<?> application, List<String> properties) {
		List<String> arguments = new ArrayList<>(
				List.of("--server.port=0", "--spring.main.banner-mode=off", "--logging.level.root=warn",
						"--server.shutdown=immediate", "--management.endpoints.web.exposure.include=*"));
		properties.forEach((property) -> arguments.add("--" + property));
		this.context = new SpringApplicationBuilder(application).web(WebApplicationType.SERVLET)
			.properties("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
					"spring.mongodb.database=" + this.databaseName, "rocketjob.server.shutdown-timeout=2s")
			.run(arguments.toArray(String[]::new));
	}

	/**
	 * Starts an application that has no Spring Security.
	 * @param application its configuration
	 * @param properties its properties
	 * @return the application
	 */
	public static WebApplication open(Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.autoconfigure.exclude=" + String.join(",", SECURITY));
		return new WebApplication(application, all);
	}

	/**
	 * Starts an application that has Spring Security.
	 * @param application its configuration
	 * @param properties its properties
	 * @return the application
	 */
	public static WebApplication secured(Class<?> application, String... properties) {
		return new WebApplication(application, List.of(properties));
	}

	WebApplication as(@Nullable String name) {
		this.user = name;
		return this;
	}

	public RocketJobTemplate rocketJob() {
		return bean(RocketJobTemplate.class);
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	public Answer get(String path) {
		return send(request(path).GET());
	}

	Answer delete(String path) {
		return send(request(path).DELETE());
	}

	Answer post(String path, String body) {
		return send(request(path).header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body.replace('\'', '"'))));
	}

	private HttpRequest.Builder request(String path) {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI
			.create("http://localhost:" + this.context.getEnvironment().getProperty("local.server.port") + path));
		if (this.user != null) {
			String credentials = this.user + ":password";
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		return request;
	}

	private Answer send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> response = this.client.send(request.build(), BodyHandlers.ofString());
			return new Answer(response.statusCode(), response.body(), this.json);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
		TestDatabase.get().dropDatabase(this.databaseName);
	}

	/** What the application has answered. */
	public record Answer(int status, String body, JsonMapper mapper) {

		JsonNode json() {
			return this.mapper.readTree(this.body);
		}

		String text(String pointer) {
			return json().at(pointer).asString();
		}

	}

}
