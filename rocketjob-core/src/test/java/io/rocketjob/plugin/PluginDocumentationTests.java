package io.rocketjob.plugin;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import io.rocketjob.Job;
import io.rocketjob.JobState;
import io.rocketjob.TestSystem;
import io.rocketjob.jobclass.JobClassException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.core.type.ClassMetadata;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What docs/plugins.md shows works as it stands there. */
class PluginDocumentationTests {

	private static final Path PAGE = Path.of("..", "docs", "plugins.md");

	private static final int MOST_LINES = 40;

	@TempDir
	private Path directory;

	@Test
	void theExampleCompilesAndTellsOfFailures() throws Exception {
		String source = example();
		assertThat(source.lines()).hasSizeLessThanOrEqualTo(MOST_LINES);
		try (URLClassLoader loader = compile("NotifyOnFailurePlugin", source, "FailingJob", job("ops@example.com"),
				"WrongJob", job("nobody").replace("FailingJob", "WrongJob"))) {
			Class<?> plugin = loader.loadClass("com.example.NotifyOnFailurePlugin");
			Class<?> job = loader.loadClass("com.example.FailingJob");
			List<String> notices = new ArrayList<>();
			try (TestSystem system = TestSystem.with((context) -> {
				context.registerBean(plugin);
				context.registerBean(job);
				context.addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>) (event) -> notices
					.add(event.getPayload().toString()));
			}).start()) {
				system.rocketJob.create(voidJob(job), null);
				system.queue.drain();
				assertThat(system.rocketJob.jobs().list()).singleElement()
					.satisfies((failed) -> assertThat(failed.state()).isEqualTo(JobState.FAILED));
			}
			assertThat(notices).singleElement()
				.asString()
				.startsWith("FailureNotice[address=ops@example.com")
				.contains("out of paper");
			assertThatExceptionOfType(JobClassException.class)
				.isThrownBy(() -> TestSystem.with(plugin, loader.loadClass("com.example.WrongJob")).start())
				.withMessageContaining("com.example.WrongJob")
				.withMessageContaining("@NotifyOnFailure: address: 'nobody' is no e-mail address");
		}
	}

	@Test
	void theTableHasEachAnnotationOfAPluginWithItsPackage() throws Exception {
		Map<String, String> imports = new TreeMap<>();
		Matcher rows = Pattern.compile("\\| `@(\\w+)` \\| `([\\w.]+)` \\|").matcher(Files.readString(PAGE));
		while (rows.find()) {
			imports.put(rows.group(1), rows.group(2));
		}
		Map<String, String> present = new TreeMap<>();
		Resource[] classes = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:io/rocketjob/plugin/*/*.class");
		MetadataReaderFactory metadata = new SimpleMetadataReaderFactory();
		for (Resource each : classes) {
			ClassMetadata type = metadata.getMetadataReader(each).getClassMetadata();
			if (type.isAnnotation() && type.isIndependent() && !type.hasEnclosingClass()) {
				present.put(ClassUtils.getShortName(type.getClassName()), type.getClassName());
			}
		}
		assertThat(imports).isEqualTo(present).containsKeys("Cron", "Retry");
	}

	private static String example() throws Exception {
		String page = Files.readString(PAGE);
		int start = page.indexOf("```java\npackage ") + "```java\n".length();
		return page.substring(start, page.indexOf("```", start));
	}

	private static String job(String address) {
		return """
				package com.example;

				@io.rocketjob.RocketJob
				@NotifyOnFailurePlugin.NotifyOnFailure(address = "%s")
				public class FailingJob implements io.rocketjob.Job<Void> {
					public Object perform(Void fields, io.rocketjob.JobContext context) {
						throw new IllegalStateException("out of paper");
					}
				}
				""".formatted(address);
	}

	@SuppressWarnings("unchecked")
	private static Class<? extends Job<Void>> voidJob(Class<?> type) {
		return (Class<? extends Job<Void>>) type.asSubclass(Job.class);
	}

	private URLClassLoader compile(String... namesAndSources) throws Exception {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		Assumptions.assumeTrue(compiler != null, "This is a Java runtime without a compiler");
		List<Path> files = new ArrayList<>();
		for (int i = 0; i < namesAndSources.length; i += 2) {
			files.add(Files.writeString(this.directory.resolve(namesAndSources[i] + ".java"), namesAndSources[i + 1]));
		}
		try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
			Iterable<? extends JavaFileObject> sources = manager.getJavaFileObjectsFromPaths(files);
			String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
			List<String> options = List.of("-d", this.directory.toString(), "-classpath", path, "-proc:none");
			assertThat(compiler.getTask(null, manager, null, options, null, sources).call()).isTrue();
		}
		return new URLClassLoader(new URL[] { this.directory.toUri().toURL() }, getClass().getClassLoader());
	}

}
