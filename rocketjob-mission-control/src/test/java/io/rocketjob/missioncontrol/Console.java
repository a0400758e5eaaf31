package io.rocketjob.missioncontrol;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.rocketjob.BatchInstance;
import io.rocketjob.JobInstance;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.test.JobQueue;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A real application with the console, and those who look at it.
 */
final class Console implements AutoCloseable {

	static final String BASE = "/rocketjob";

	private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\"[^>]* value=\"([^\"]+)\"");

	private static final List<String> SECURITY = Stream
		.of("SecurityAutoConfiguration", "UserDetailsServiceAutoConfiguration",
				"actuate.web.servlet.ManagementWebSecurityAutoConfiguration",
				"web.servlet.SecurityFilterAutoConfiguration", "web.servlet.ServletWebSecurityAutoConfiguration")
		.map((name) -> "org.springframework.boot.security.autoconfigure." + name)
		.toList();

	private final String databaseName = TestDatabase.get().newDatabaseName();

	private final ConfigurableApplicationContext context;

	private Console(List<Class<?>> applications, List<String> properties) {
		List<String> arguments = new ArrayList<>(List.of("--server.port=0", "--spring.main.banner-mode=off",
				"--logging.level.root=warn", "--spring.thymeleaf.check-template-location=false"));
		properties.forEach((property) -> arguments.add("--" + property));
		this.context = new SpringApplicationBuilder(applications.toArray(Class<?>[]::new))
			.web(WebApplicationType.SERVLET)
			.properties("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
					"spring.mongodb.database=" + this.databaseName, "rocketjob.server.shutdown-timeout=2s",
					"rocketjob.server.enabled=false", "server.shutdown=immediate")
			.run(arguments.toArray(String[]::new));
	}

	/**
	 * Starts an application that has no Spring Security.
	 */
	static Console open(Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(List.of(properties));
		all.add("spring.autoconfigure.exclude=" + String.join(",", SECURITY));
		return new Console(List.of(application), all);
	}

	/**
	 * Starts an application that has Spring Security.
	 */
	static Console secured(Class<?> application, Class<?> security, String... properties) {
		return new Console(List.of(application, security), List.of(properties));
	}

	String origin() {
		return "http://localhost:" + port();
	}

	String port() {
		return String.valueOf(this.context.getEnvironment().getProperty("local.server.port"));
	}

	String managementPort() {
		return String.valueOf(this.context.getEnvironment().getProperty("local.management.port"));
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	Visit visit() {
		return new Visit(origin(), null);
	}

	Visit visit(String user) {
		return new Visit(origin(), user);
	}

	Visit visitManagement(@Nullable String user) {
		return new Visit("http://localhost:" + managementPort(), user);
	}

	JobInstance<?> report(String account) {
		return bean(RocketJobTemplate.class).create(ConsoleApplication.ReportJob.class,
				new ConsoleApplication.ReportJob.Fields(account, null));
	}

	JobInstance<?> failedReport(String account, String message) {
		JobInstance<?> job = bean(RocketJobTemplate.class).create(ConsoleApplication.ReportJob.class,
				new ConsoleApplication.ReportJob.Fields(account, message));
		bean(JobQueue.class).drain();
		return bean(RocketJobTemplate.class).get(job.id());
	}

	BatchInstance<?> failedImport(String... lines) {
		BatchInstance<?> batch = bean(RocketJobTemplate.class).batch(ConsoleApplication.ImportJob.class)
			.upload((writer) -> Stream.of(lines).forEach(writer::write))
			.create();
		bean(JobQueue.class).drain();
		return bean(RocketJobTemplate.class).batch(batch.id());
	}

	BatchInstance<?> export(Iterable<String> lines) {
		BatchInstance<?> batch = bean(RocketJobTemplate.class).batch(ConsoleApplication.ExportJob.class)
			.upload(lines)
			.create();
		bean(JobQueue.class).drain();
		return bean(RocketJobTemplate.class).batch(batch.id());
	}

	@Override
	public void close() {
		this.context.close();
		TestDatabase.get().dropDatabase(this.databaseName);
	}

	/**
	 * Somebody with a browser, which keeps cookies and follows nothing.
	 */
	static final class Visit {

		private final HttpClient client = HttpClient.newBuilder()
			.cookieHandler(new CookieManager())
			.followRedirects(HttpClient.Redirect.NEVER)
			.build();

		private final String origin;

		private final @Nullable String user;

		private Visit(String origin, @Nullable String user) {
			this.origin = origin;
			this.user = user;
		}

		HttpResponse<String> get(String path, String... headers) {
			HttpRequest.Builder request = request(path).GET();
			if (headers.length > 0) {
				request.headers(headers);
			}
			return send(request);
		}

		/** Sends a form as a page of the console has it, with its token. */
		HttpResponse<String> submit(String page, String path, Map<String, String> parameters) {
			Matcher token = TOKEN.matcher(get(page).body());
			String tokenParameter = token.find() ? "_csrf=" + encoded(token.group(1)) : "";
			return post(path,
					Stream.concat(Stream.of(tokenParameter).filter((each) -> !each.isEmpty()), form(parameters))
						.collect(Collectors.joining("&")),
					"Origin", this.origin);
		}

		HttpResponse<String> post(String path, String body, String... headers) {
			HttpRequest.Builder request = request(path).header("Content-Type", "application/x-www-form-urlencoded")
				.POST(BodyPublishers.ofString(body));
			if (headers.length > 0) {
				request.headers(headers);
			}
			return send(request);
		}

		HttpResponse<byte[]> bytes(String path, String... headers) {
			try {
				HttpRequest.Builder request = request(path).GET();
				if (headers.length > 0) {
					request.headers(headers);
				}
				return this.client.send(request.build(), BodyHandlers.ofByteArray());
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

		/** Sends a form with a file. */
		HttpResponse<String> upload(String path, Map<String, String> parameters, String file, byte[] content) {
			String boundary = "----boundary";
			ByteArrayOutputStream body = new ByteArrayOutputStream();
			parameters.forEach(
					(name, value) -> body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\""
							+ name + "\"\r\n\r\n" + value + "\r\n")
						.getBytes(StandardCharsets.UTF_8)));
			body.writeBytes(("--" + boundary + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + file
					+ "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
				.getBytes(StandardCharsets.UTF_8));
			body.writeBytes(content);
			body.writeBytes(("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8));
			return send(request(path).header("Content-Type", "multipart/form-data; boundary=" + boundary)
				.header("Origin", this.origin)
				.POST(BodyPublishers.ofByteArray(body.toByteArray())));
		}

		private static Stream<String> form(Map<String, String> parameters) {
			return parameters.entrySet()
				.stream()
				.map((each) -> encoded(each.getKey()) + "=" + encoded(each.getValue()));
		}

		private static String encoded(String text) {
			return URLEncoder.encode(text, StandardCharsets.UTF_8);
		}

		private HttpRequest.Builder request(String path) {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.origin + path));
			if (this.user != null) {
				String credentials = this.user + ":password";
				request.header("Authorization",
						"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
			}
			return request;
		}

		private HttpResponse<String> send(HttpRequest.Builder request) {
			try {
				return this.client.send(request.build(), BodyHandlers.ofString());
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

}
