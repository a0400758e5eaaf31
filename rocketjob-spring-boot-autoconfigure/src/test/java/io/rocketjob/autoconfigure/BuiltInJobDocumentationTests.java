package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import com.sun.net.httpserver.HttpServer;
import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Editable;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.encryption.Keysets;
import io.rocketjob.testsupport.TestDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/** What docs/built-in-jobs.md shows works as it stands there, but for its places. */
class BuiltInJobDocumentationTests {

	private static final Path PAGE = Path.of("..", "docs", "built-in-jobs.md");

	private static final Pattern EXAMPLE = Pattern.compile("^( *)```(\\w+)\\n(.*?)^\\1```$",
			Pattern.MULTILINE | Pattern.DOTALL);

	/** The content whose SHA-256 is on the page. */
	private static final String HELLO = "hello";

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final List<String> CALLS = new CopyOnWriteArrayList<>();

	private final String database = TestDatabase.get().newDatabaseName();

	private HttpServer server;

	@TempDir
	private Path directory;

	@BeforeEach
	void start() throws IOException {
		CALLS.clear();
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/exports/trades.csv.gz", (exchange) -> {
			exchange.sendResponseHeaders(200, HELLO.length());
			exchange.getResponseBody().write(HELLO.getBytes(StandardCharsets.UTF_8));
			exchange.close();
		});
		this.server.start();
	}

	@AfterEach
	void stop() {
		this.server.stop(0);
		TestDatabase.get().dropDatabase(this.database);
	}

	@Test
	void theExamplesWork() throws Exception {
		List<String> settings = examples("yaml");
		List<String> code = examples("java");
		assertThat(settings).as("settings of re-encryption, of files, of on-demand jobs").hasSize(3);
		assertThat(code).as("re-encryption, a copy, an upload, on-demand jobs").hasSize(4);
		assertThat(examples("\\w+")).as("examples in other languages").hasSize(settings.size() + code.size());
		Class<?> examples = compile(code);
		Path keyset = Files.writeString(this.directory.resolve("values.json"), Keysets.newValues());
		Files.writeString(this.directory.resolve("customers.csv"), "id,name\n7, Ann \n");
		Path target = Files.createDirectory(this.directory.resolve("work")).resolve("trades.csv.gz");
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
					RocketJobAutoConfiguration.class))
			.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
					"spring.mongodb.database=" + this.database, "rocketjob.server.shutdown-timeout=4s",
					"rocketjob.encryption.keyset=" + keyset.toUri())
			.withInitializer((context) -> settings
				.forEach((yaml) -> context.getEnvironment().getPropertySources().addLast(read(yaml))))
			.withBean("customers", Customers.class)
			.withBean(TradeBatch.class)
			.run((context) -> {
				RocketJobTemplate rocketJob = context.getBean(RocketJobTemplate.class);
				run(examples, 0, rocketJob);
				run(examples, 1, rocketJob);
				assertThat(target).hasContent(HELLO);
				pack(target, "a trade\n");
				run(examples, 2, rocketJob);
				assertThat(rocketJob.jobs(TradeBatch.class).list()).singleElement()
					.satisfies((batch) -> assertThat(batch.priority()).isEqualTo(20));
				run(examples, 3, rocketJob);
			});
		assertThat(CALLS).containsExactlyInAnyOrder("XETRA: a trade", "deactivate 4711", "rename 7 to Ann");
	}

	private static void run(Class<?> examples, int index, RocketJobTemplate rocketJob) throws Exception {
		examples.getDeclaredMethod("example" + index, RocketJobTemplate.class).invoke(null, rocketJob);
		assertThat(rocketJob.jobs().list()).isNotEmpty();
		// also those that these create
		for (List<? extends JobInstance<?>> all = unfinished(rocketJob); !all.isEmpty(); all = unfinished(rocketJob)) {
			for (JobInstance<?> job : all) {
				assertThat(job.awaitEnd(PATIENCE)).as(() -> String.valueOf(job.reload().exception()))
					.isEqualTo(JobState.COMPLETED);
			}
		}
	}

	private static List<? extends JobInstance<?>> unfinished(RocketJobTemplate rocketJob) {
		return rocketJob.jobs().list().stream().filter((job) -> job.state() != JobState.COMPLETED).toList();
	}

	private List<String> examples(String language) throws IOException {
		List<String> found = new ArrayList<>();
		Matcher examples = EXAMPLE.matcher(Files.readString(PAGE));
		while (examples.find()) {
			if (examples.group(2).matches(language)) {
				found.add(examples.group(3)
					.stripIndent()
					.replace("/data", this.directory.toString())
					.replace("https://example.com", "http://127.0.0.1:" + this.server.getAddress().getPort()));
			}
		}
		return found;
	}

	private static PropertySource<?> read(String yaml) {
		try {
			return new YamlPropertySourceLoader()
				.load("page " + yaml.hashCode(), new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void pack(Path file, String content) throws IOException {
		try (OutputStream stream = new GZIPOutputStream(Files.newOutputStream(file))) {
			stream.write(content.getBytes(StandardCharsets.UTF_8));
		}
	}

	/** Makes a method of each example, in a class of this package. */
	private Class<?> compile(List<String> code) throws Exception {
		StringBuilder source = new StringBuilder("""
				package io.rocketjob.autoconfigure;

				import java.nio.file.Path;
				import io.rocketjob.*;
				import io.rocketjob.autoconfigure.BuiltInJobDocumentationTests.TradeBatch;
				import io.rocketjob.ondemand.*;
				import io.rocketjob.reencryption.*;
				import io.rocketjob.transfer.*;

				class Examples {
				""");
		for (int i = 0; i < code.size(); i++) {
			source.append("static void example%d(RocketJobTemplate rocketJob) {\n%s}\n".formatted(i, code.get(i)));
		}
		Path file = Files.writeString(this.directory.resolve("Examples.java"), source.append("}\n"));
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		Assumptions.assumeTrue(compiler != null, "This is a Java runtime without a compiler");
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
			List<String> options = List.of("-d", this.directory.toString(), "-classpath", path, "-proc:none");
			assertThat(compiler.getTask(null, manager, null, options, null, manager.getJavaFileObjects(file)).call())
				.isTrue();
		}
		return MethodHandles.lookup()
			.defineClass(Files.readAllBytes(this.directory.resolve("io/rocketjob/autoconfigure/Examples.class")));
	}

	/** What the expressions of the page call. */
	public static class Customers {

		public void deactivate(int id) {
			CALLS.add("deactivate " + id);
		}

		public void rename(String id, String name) {
			CALLS.add("rename " + id + " to " + name);
		}

	}

	record Market(@Editable String market) {
	}

	@RocketJob(destroyOnComplete = false)
	static class TradeBatch implements BatchJob<Market, String, Void> {

		@Override
		public @Nullable Void perform(String trade, BatchContext<Market> context) {
			CALLS.add(context.fields().market() + ": " + trade);
			return null;
		}

	}

}
