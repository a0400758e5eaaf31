package io.rocketjob.test.page;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary.Failure;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tests of docs/testing.md are compiled and run as they are written there, in the
 * package of the classes that they test.
 */
class TestingPageTests {

	private static final Path PAGE = Path.of("../docs/testing.md");

	private static final Pattern SNIPPET = Pattern.compile("(?s)```java\n(.*?)```");

	private static final Pattern NAME = Pattern.compile("(?m)^class (\\w+)");

	/** Needs containers. */
	private static final String OF_A_CONTAINER = "ContainerTests";

	/**
	 * What that one uses of libraries that this module does not have.
	 */
	private static final Map<String, String> OF_OTHERS = Map.of("Testcontainers", "org.testcontainers.junit.jupiter",
			"Container", "org.testcontainers.junit.jupiter", "ServiceConnection",
			"org.springframework.boot.testcontainers.service.connection");

	private final ClassLoader before = Thread.currentThread().getContextClassLoader();

	@TempDir
	private Path directory;

	private Map<String, String> tests = Map.of();

	@BeforeEach
	void read() throws IOException {
		this.tests = new TreeMap<>();
		SNIPPET.matcher(Files.readString(PAGE)).results().map((snippet) -> snippet.group(1)).forEach((code) -> {
			String name = NAME.matcher(code).results().map((found) -> found.group(1)).findFirst().orElse(code);
			assertThat(this.tests.put(name, code)).as(name).isNull();
		});
	}

	@AfterEach
	void setBack() {
		Thread.currentThread().setContextClassLoader(this.before);
	}

	@Test
	void eachTestOfThePageRunsAsItIsWritten() throws Exception {
		assertThat(this.tests).containsKeys("ReportTests", "ImportTests", "OrderTests", "AssertionTests",
				"CreationTests", OF_A_CONTAINER);
		try (URLClassLoader loader = compile()) {
			Thread.currentThread().setContextClassLoader(loader);
			SummaryGeneratingListener listener = new SummaryGeneratingListener();
			LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
			for (String name : this.tests.keySet()) {
				if (!name.equals(OF_A_CONTAINER)) {
					request.selectors(DiscoverySelectors
						.selectClass(Class.forName(getClass().getPackageName() + "." + name, false, loader)));
				}
			}
			LauncherFactory.create().execute(request.build(), listener);
			assertThat(listener.getSummary().getFailures()).extracting(Failure::getException).isEmpty();
			assertThat(listener.getSummary().getTestsSucceededCount()).isGreaterThanOrEqualTo(this.tests.size() - 1);
		}
	}

	@Test
	void noImportIsThereInVain() {
		Pattern imported = Pattern.compile("(?m)^import (?:static )?[\\w.]+\\.(\\w+);$");
		this.tests.forEach(
				(name, code) -> assertThat(imported.matcher(code).results().map((found) -> found.group(1))).as(name)
					.allSatisfy((simple) -> assertThat(Pattern.compile("\\b" + simple + "\\b").matcher(code).results())
						.hasSizeGreaterThan(1)));
	}

	private URLClassLoader compile() throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		Assumptions.assumeTrue(compiler != null, "This is a Java runtime without a compiler");
		List<Path> files = new ArrayList<>();
		for (Map.Entry<String, String> test : this.tests.entrySet()) {
			files.add(write(test.getKey(), getClass().getPackageName(), test.getValue()));
		}
		for (Map.Entry<String, String> stub : OF_OTHERS.entrySet()) {
			files.add(write(stub.getKey(), stub.getValue(), "public @interface " + stub.getKey() + " {}"));
		}
		files.add(write("MongoDBContainer", "org.testcontainers.mongodb",
				"public class MongoDBContainer { public MongoDBContainer(String image) {} }"));
		Path classes = Files.createDirectory(this.directory.resolve("classes"));
		StringWriter errors = new StringWriter();
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
			List<String> options = List.of("-d", classes.toString(), "-classpath", path, "-proc:none");
			assertThat(
					compiler.getTask(errors, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
						.call())
				.as(errors::toString)
				.isTrue();
		}
		return new URLClassLoader(new URL[] { classes.toUri().toURL() }, getClass().getClassLoader());
	}

	private Path write(String name, String packageName, String code) throws IOException {
		Path file = this.directory.resolve(name + ".java");
		return Files.writeString(file, "package " + packageName + ";\n\n" + code);
	}

}
