package io.rocketjob.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.rocketjob.BatchContext;
import io.rocketjob.BatchJob;
import io.rocketjob.Editable;
import io.rocketjob.Job;
import io.rocketjob.JobContext;
import io.rocketjob.RocketJob;
import io.rocketjob.dirmon.DirectoryEntry;
import io.rocketjob.dirmon.DirectoryEntryState;
import io.rocketjob.dirmon.DirectoryMonitor;
import io.rocketjob.dirmon.DirectoryMonitorJob;
import io.rocketjob.dirmon.StoredEntry;
import io.rocketjob.operation.DirmonOperations;
import io.rocketjob.testsupport.TestDatabase;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

class DirmonAutoConfigurationTests {

	private static final List<String> RUNS = new CopyOnWriteArrayList<>();

	@TempDir
	Path root;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class, DataMongoAutoConfiguration.class,
				RocketJobAutoConfiguration.class))
		.withBean(OrderFileJob.class)
		.withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
				"spring.mongodb.database=" + TestDatabase.get().newDatabaseName());

	private ApplicationContextRunner monitored() {
		return this.runner.withPropertyValues("rocketjob.dirmon.enabled=true", "rocketjob.dirmon.roots[0]=" + this.root,
				"rocketjob.dirmon.entries.orders.pattern=" + this.root + "/*.csv",
				"rocketjob.dirmon.entries.orders.job-class=OrderFileJob",
				"rocketjob.dirmon.entries.orders.file-field=path");
	}

	@Test
	void theMonitorIsThereWhereTheConfigurationWantsIt() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(DirectoryMonitor.class)
			.doesNotHaveBean(DirectoryMonitorJob.class));
	}

	@Test
	void peopleCanUseTheMonitorWhereItIs() {
		this.runner.run((context) -> assertThat(context.getBean(DirmonOperations.class).isPresent()).isFalse());
		monitored().run((context) -> assertThat(context.getBean(DirmonOperations.class).isPresent()).isTrue());
	}

	@Test
	void aDeclaredEntryTakesFiles() throws IOException {
		Path file = Files.writeString(this.root.resolve("a.csv"), "1");
		monitored()
			.withPropertyValues("rocketjob.dirmon.entries.orders.quiet-period=1s",
					"rocketjob.dirmon.entries.orders.schedule=* * * * * * UTC",
					"rocketjob.jobs.directory-monitor-job.cron.schedule=* * * * * * UTC",
					"rocketjob.server.poll-interval=100ms")
			.run((context) -> {
				assertThat(context.getBean(DirectoryMonitor.class).get("orders").state())
					.isEqualTo(DirectoryEntryState.ENABLED);
				Awaitility.await()
					.atMost(Duration.ofSeconds(30))
					.untilAsserted(() -> assertThat(RUNS).singleElement().asString().endsWith(".a.csv"));
			});
		assertThat(file).doesNotExist();
	}

	@Test
	void aWrongEntryKeepsTheApplicationFromStarting() {
		monitored().withPropertyValues("rocketjob.dirmon.entries.orders.properties.regoin=EU").run((context) -> {
			FailureAnalysis analysis = new DirectoryMonitorFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("The entry 'orders' of the directory monitor is wrong",
					"    - properties.regoin: there is no such option or field");
			assertThat(analysis.getAction()).contains("rocketjob.dirmon.entries.orders");
		});
		monitored().withPropertyValues("rocketjob.dirmon.entries.other.job-class=OrderFileJob")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("rocketjob.dirmon.entries.other.pattern"));
		this.runner.withPropertyValues("rocketjob.dirmon.enabled=true", "rocketjob.dirmon.roots[0]=in")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("right would be the absolute path of a directory"));
		monitored().withPropertyValues("rocketjob.dirmon.schedule=daily")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("right are five"));
	}

	private ApplicationContextRunner withBeans(Class<?>... configurations) {
		return this.runner.withUserConfiguration(configurations)
			.withPropertyValues("rocketjob.dirmon.enabled=true", "rocketjob.dirmon.roots[0]=" + this.root,
					"root=" + this.root);
	}

	@Test
	void aBeanDeclaresAnEntry() {
		withBeans(Entries.class).run((context) -> {
			DirectoryMonitor monitor = context.getBean(DirectoryMonitor.class);
			assertThat(monitor.list()).singleElement()
				.returns(context.getBean("ordersEntry"), StoredEntry::entry)
				.returns(DirectoryEntryState.ENABLED, StoredEntry::state);
			assertThat(monitor.declared("orders")).hasValue(context.getBean("ordersEntry", DirectoryEntry.class));
			monitor.update(monitor.get("orders"), DirectoryEntry.of("orders", this.root + "/*.txt", OrdersBatch.class));
			monitor.disable("orders");
		});
		withBeans(Entries.class).run((context) -> assertThat(context.getBean(DirectoryMonitor.class).get("orders"))
			.returns(context.getBean("ordersEntry"), StoredEntry::entry)
			.returns(DirectoryEntryState.DISABLED, StoredEntry::state));
	}

	@Test
	void beansAndPropertiesDeclareEntriesSideBySide() {
		withBeans(Entries.class)
			.withPropertyValues("rocketjob.dirmon.entries.more.pattern=" + this.root + "/*.txt",
					"rocketjob.dirmon.entries.more.job-class=OrdersBatch")
			.run((context) -> assertThat(context.getBean(DirectoryMonitor.class).list()).map(StoredEntry::name)
				.containsExactly("more", "orders"));
	}

	@Test
	void aBeanOfAConfigurationThatNeedsTheMonitorDeclaresAnEntry() {
		withBeans(EntriesOfOneWhoNeedsTheMonitor.class).run((context) -> assertThat(
				context.getBean(EntriesOfOneWhoNeedsTheMonitor.class).monitor.get("orders").state())
			.isEqualTo(DirectoryEntryState.ENABLED));
	}

	@Test
	void serversThatStartTogetherStoreTheEntryOfABeanOnce() {
		CyclicBarrier started = new CyclicBarrier(3);
		List<CompletableFuture<Void>> all = IntStream.range(0, 3)
			.mapToObj((i) -> CompletableFuture.runAsync(() -> withBeans(Entries.class).run((context) -> {
				assertThat(context.getBean(DirectoryMonitor.class).list()).singleElement()
					.returns(context.getBean("ordersEntry"), StoredEntry::entry)
					.returns(1L, StoredEntry::version);
				started.await(1, TimeUnit.MINUTES);
			})))
			.toList();
		all.forEach(CompletableFuture::join);
	}

	@Test
	void aWrongEntryOfABeanKeepsTheApplicationFromStarting() {
		withBeans(WrongEntries.class).run((context) -> {
			FailureAnalysis analysis = new DirectoryMonitorFailureAnalyzer().analyze(context.getStartupFailure());
			assertThat(analysis).isNotNull();
			assertThat(analysis.getDescription()).contains("The entry 'orders' of the directory monitor is wrong",
					"    - properties.regoin: there is no such option or field");
			assertThat(analysis.getAction())
				.isEqualTo("Correct the bean 'wrongEntry' defined in " + WrongEntries.class.getName() + ".");
		});
	}

	@Test
	void anEntryThatIsDeclaredTwiceKeepsTheApplicationFromStarting() {
		withBeans(Entries.class)
			.withPropertyValues("rocketjob.dirmon.entries.orders.pattern=" + this.root + "/*.txt",
					"rocketjob.dirmon.entries.orders.job-class=OrdersBatch")
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContainingAll("The entry 'orders'", "the property 'rocketjob.dirmon.entries.orders'",
						"the bean 'ordersEntry'"));
		withBeans(Entries.class, WrongEntries.class).run((context) -> assertThat(context).getFailure()
			.hasMessageContainingAll("The entry 'orders'", "the bean 'ordersEntry'", "the bean 'wrongEntry'"));
	}

	@Test
	void theExampleOfThePageTakesFiles() throws IOException {
		String page = Files.readString(Path.of("..", "docs", "dirmon.md"));
		int begin = page.indexOf("```yaml\n") + "```yaml\n".length();
		String yaml = page.substring(begin, page.indexOf("```", begin)).replace("/data", this.root.toString());
		Files.createDirectories(this.root.resolve("in"));
		Files.createDirectories(this.root.resolve("invoices/2026"));
		Path orders = Files.writeString(this.root.resolve("in/orders.csv"), "1\n2\n");
		Path invoice = Files.writeString(this.root.resolve("invoices/2026/7.pdf"), "an invoice");
		this.runner.withBean(OrdersBatch.class)
			.withBean(InvoiceJob.class)
			.withInitializer((context) -> context.getEnvironment().getPropertySources().addLast(read(yaml)))
			.withPropertyValues("rocketjob.dirmon.entries.orders.quiet-period=1s",
					"rocketjob.dirmon.entries.invoices.quiet-period=1s", "rocketjob.dirmon.schedule=* * * * * * UTC",
					"rocketjob.jobs.directory-monitor-job.cron.schedule=* * * * * * UTC",
					"rocketjob.server.poll-interval=100ms")
			.run((context) -> Awaitility.await()
				.atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(RUNS).hasSize(3)));
		assertThat(orders).doesNotExist();
		assertThat(invoice).doesNotExist();
		assertThat(RUNS).contains("order 1", "order 2")
			.anySatisfy((run) -> assertThat(run).matches("invoice EU .*/archive/[0-9-]{10}/[0-9a-f]{24}\\.7\\.pdf"));
	}

	private static PropertySource<?> read(String yaml) {
		try {
			return new YamlPropertySourceLoader()
				.load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
				.get(0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@BeforeEach
	void forgetRuns() {
		RUNS.clear();
	}

	@RocketJob
	static class OrdersBatch implements BatchJob<Void, String, Void> {

		@Override
		public Void perform(String line, BatchContext<Void> context) {
			RUNS.add("order " + line);
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OrdersBatch.class)
	static class Entries {

		@Bean
		DirectoryEntry ordersEntry(@Value("${root}") String root) {
			return DirectoryEntry.of("orders", root + "/*.csv", OrdersBatch.class).withProperty("priority", 20);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(OrdersBatch.class)
	static class WrongEntries {

		@Bean
		DirectoryEntry wrongEntry(@Value("${root}") String root) {
			return DirectoryEntry.of("orders", root + "/*.csv", OrdersBatch.class).withProperty("regoin", "EU");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class EntriesOfOneWhoNeedsTheMonitor extends Entries {

		final DirectoryMonitor monitor;

		EntriesOfOneWhoNeedsTheMonitor(DirectoryMonitor monitor) {
			this.monitor = monitor;
		}

	}

	record Invoice(String path, @Editable String region) {
	}

	@RocketJob
	static class InvoiceJob implements Job<Invoice> {

		@Override
		public Object perform(Invoice fields, JobContext context) {
			RUNS.add("invoice " + fields.region() + " " + fields.path());
			return null;
		}

	}

	record OrderFile(String path) {
	}

	@RocketJob
	static class OrderFileJob implements Job<OrderFile> {

		@Override
		public Object perform(OrderFile fields, JobContext context) {
			RUNS.add(fields.path());
			return null;
		}

	}

}
