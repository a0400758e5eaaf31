package io.rocketjob.actuate.endpoint;

import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import javax.management.MBeanServer;
import javax.management.ObjectName;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.rocketjob.AbortJobException;
import io.rocketjob.Job;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobContext;
import io.rocketjob.JobInstance;
import io.rocketjob.JobState;
import io.rocketjob.JobTransition;
import io.rocketjob.RocketJob;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.ServerFilter;
import io.rocketjob.Subscriber;
import io.rocketjob.TransitionContext;
import io.rocketjob.actuate.endpoint.EndpointApplication.AccountJob;
import io.rocketjob.actuate.endpoint.EndpointApplication.LinesJob;
import io.rocketjob.job.JobEngine;
import io.rocketjob.operation.OperationListener;
import io.rocketjob.plugin.retry.Retry;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What people and jobs have put into jobs is marked, and looked for in everything that
 * the application tells.
 */
class SecretsLeakTests {

	private static final String MARK = "S3CR3T";

	private static final String JOBS = "/actuator/rocketjobjobs";

	private static final String[] OPTIONS = { "spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=*",
			"management.endpoints.jmx.domain=io.rocketjob.secrets", "management.endpoint.health.show-details=always",
			"rocketjob.server.max-workers=2", "rocketjob.server.poll-interval=200ms", "rocketjob.server.name=north" };

	private static final List<String> LOGGERS = List.of("io.rocketjob", "io.rocketjob.job", Logger.ROOT_LOGGER_NAME);

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Map<String, Level> levels = new LinkedHashMap<>();

	@BeforeEach
	void remember() {
		LOGGERS.forEach((name) -> this.levels.put(name, logger(name).getLevel()));
	}

	@AfterEach
	void reset() {
		logger(Logger.ROOT_LOGGER_NAME).detachAppender(this.log);
		this.levels.forEach((name, level) -> logger(name).setLevel(level));
	}

	@Test
	void nothingIsToldAtTheDefaultSettings() throws Exception {
		try (WebApplication application = open()) {
			List<ObjectId> ids = fill(application);
			assertNothingTold(tellOverHttp(application, ids));
			assertNothingTold(tellOverJmx(ids));
			assertNothingTold(logged());
			assertThat(logged()).anySatisfy((line) -> assertThat(line).contains("Failed AccountJob"))
				.anySatisfy((line) -> assertThat(line).contains("Failed LinesJob"))
				.anySatisfy((line) -> assertThat(line).contains("Aborted AbortedJob"))
				.anySatisfy((line) -> assertThat(line).contains("A callback after COMPLETE"))
				.anySatisfy((line) -> assertThat(line).contains("Action 'fail' of subscriber"))
				.anySatisfy((line) -> assertThat(line).contains("Action 'count' of subscriber"))
				.anySatisfy((line) -> assertThat(line).contains("has no action 'nothing'"))
				.anySatisfy((line) -> assertThat(line).contains("MongoDB refuses its query (error 2)"));
		}
	}

	@Test
	void whatFailsInAnActionIsNotToldEither() {
		try (WebApplication application = open("management.endpoint.rocketjobjobs.access=unrestricted")) {
			fill(application);
			JobInstance<?> failed = application.rocketJob()
				.jobs()
				.ofClass("AccountJob")
				.in(JobState.FAILED)
				.list()
				.get(0);
			String path = JOBS + "/" + failed.id().toHexString();
			WebApplication.Answer answer = application.post(path, "{'action': 'retry'}");
			assertThat(answer.status()).isEqualTo(500);
			assertThat(answer.text("/message")).isEqualTo("It failed with java.lang.IllegalStateException");
			assertNothingTold(List.of(answer.body(),
					application.post(path, "{'action': 'abort', 'reason': '" + MARK + "'}").body(),
					application.delete(path).body()));
			assertNothingTold(logged());
			List<String> audited = application.bean(SecretsApplication.class).audited;
			assertNothingTold(audited);
			assertThat(audited).hasSize(3)
				.first()
				.asString()
				.endsWith("failed, It failed with java.lang.IllegalStateException");
		}
	}

	@Test
	void itIsToldWhereThatIsAllowedButForEncryptedFieldsAndUnknownClasses() {
		try (WebApplication application = open("management.endpoint.rocketjobjobs.show-values=always",
				"management.endpoint.rocketjobservers.show-values=always", "rocketjob.logging.exceptions=full")) {
			List<ObjectId> ids = fill(application);
			String told = String.join("\n", tellOverHttp(application, ids));
			assertThat(told).contains(MARK + "-plain", MARK + "-message", MARK + "-description", MARK + "-line",
					MARK + "-retried", MARK + "-reason", MARK + "-aborted", "result of " + MARK, MARK + "-where");
			assertThat(told).doesNotContain(MARK + "-encrypted", MARK + "-unknown");
			assertThat(String.join("\n", logged())).contains(MARK + "-message", MARK + "-line", MARK + "-aborted",
					MARK + "-retried", MARK + "-callback", MARK + "-parameter", MARK + "-refused");
		}
	}

	private WebApplication open(String... properties) {
		WebApplication application = WebApplication.open(SecretsApplication.class,
				Stream.concat(Stream.of(OPTIONS), Stream.of(properties)).toArray(String[]::new));
		LOGGERS.forEach((name) -> logger(name).setLevel(Level.INFO));
		this.log.start();
		logger(Logger.ROOT_LOGGER_NAME).addAppender(this.log);
		return application;
	}

	/**
	 * Makes jobs of all kinds, and waits until they have ended.
	 */
	private static List<ObjectId> fill(WebApplication application) {
		RocketJobTemplate rocketJob = application.rocketJob();
		List<ObjectId> ids = new ArrayList<>();
		ids.add(rocketJob
			.create(AccountJob.class, fields(null), (options) -> options.description(MARK + "-description"))
			.id());
		ids.add(rocketJob.create(AccountJob.class, fields(MARK + "-message")).id());
		ids.add(rocketJob.create(RetriedJob.class).id());
		ids.add(rocketJob.create(AbortedJob.class).id());
		ids.add(rocketJob.batch(LinesJob.class)
			.upload(List.of(MARK + "-line 1", MARK + "-line 2", "!" + MARK + "-line 3", "!" + MARK + "-line 4"))
			.create()
			.id());
		await().atMost(EndpointApplication.PATIENCE)
			.until(() -> ids.stream().map((id) -> rocketJob.get(id).state()).allMatch(SecretsLeakTests::hasEnded));
		JobInstance<AccountJob.Fields> held = rocketJob.create(AccountJob.class, fields(null),
				(options) -> options.runAt(Instant.now().plusSeconds(3_600)));
		held.fail(MARK + "-reason");
		ids.add(held.id());
		ids.add(unknown(application));
		tellOthers(rocketJob);
		return ids;
	}

	/**
	 * Publishes events of all kinds, right and wrong, and waits for what comes of them.
	 */
	private static void tellOthers(RocketJobTemplate rocketJob) {
		Map<String, Object> parameters = Map.of("text", MARK + "-parameter");
		rocketJob.events().publish("telling", "fail", parameters);
		rocketJob.events().publish("telling", "count", parameters);
		rocketJob.events().publish("telling", "nothing", parameters);
		// refused, and so ignored
		rocketJob.servers().filter(new ServerFilter(null, null, "{\"" + MARK + "-refused\": {\"$bogus\": 1}}"));
		rocketJob.servers()
			.filter(new ServerFilter(null, null, "{\"fields.account\": {\"$ne\": \"" + MARK + "-where\"}}"));
		await().atMost(EndpointApplication.PATIENCE)
			.until(() -> rocketJob.servers().get("north").filter().where() != null);
	}

	private static boolean hasEnded(JobState state) {
		return state != JobState.QUEUED && state != JobState.RUNNING;
	}

	private static ObjectId unknown(WebApplication application) {
		JobInstance<AccountJob.Fields> job = application.rocketJob()
			.create(AccountJob.class, new AccountJob.Fields(MARK + "-unknown", MARK + "-unknown", MARK + "-unknown"),
					(options) -> options.runAt(Instant.now().plusSeconds(3_600)));
		application.bean(JobEngine.class)
			.store()
			.mongo()
			.database()
			.getCollection("rocketjob.jobs")
			.updateOne(new Document("_id", job.id()),
					new Document("$set",
							new Document("type", "Gone").append("claimable", true).append("result", MARK + "-unknown"))
						.append("$unset", new Document("dueAt", "").append("runAt", "")));
		return job.id();
	}

	private static AccountJob.Fields fields(@Nullable String fails) {
		return new AccountJob.Fields(MARK + "-plain", MARK + "-encrypted", fails);
	}

	private static List<String> tellOverHttp(WebApplication application, List<ObjectId> ids) {
		List<String> paths = new ArrayList<>(List.of("/actuator/health", "/actuator/health/rocketjob",
				"/actuator/health/readiness", "/actuator/rocketjob", JOBS, "/actuator/rocketjobservers",
				"/actuator/rocketjobhousekeeping", "/actuator/rocketjobservers/north", "/actuator/prometheus",
				"/actuator/metrics", "/actuator/loggers"));
		ids.forEach((id) -> paths.add(JOBS + "/" + id.toHexString()));
		application.get("/actuator/metrics")
			.json()
			.at("/names")
			.forEach((name) -> paths.add("/actuator/metrics/" + name.asString()));
		List<String> told = new ArrayList<>();
		for (String path : paths) {
			WebApplication.Answer answer = application.get(path);
			assertThat(answer.status()).as(path).isEqualTo(200);
			told.add(path + ": " + answer.body());
		}
		return told;
	}

	private static List<String> tellOverJmx(List<ObjectId> ids) throws Exception {
		List<String> told = new ArrayList<>();
		told.add(call("Health", "health"));
		told.add(call("Rocketjob", "overview"));
		told.add(call("Rocketjobjobs", "jobs", null, null, null, null, null));
		for (ObjectId id : ids) {
			told.add(call("Rocketjobjobs", "job", id.toHexString()));
		}
		told.add(call("Rocketjobservers", "servers"));
		told.add(call("Rocketjobservers", "server", "north"));
		return told;
	}

	private static String call(String endpoint, String operation, @Nullable Object... arguments) throws Exception {
		MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
		ObjectName name = new ObjectName("io.rocketjob.secrets:type=Endpoint,name=" + endpoint);
		return String.valueOf(beans.invoke(name, operation, arguments, null));
	}

	private List<String> logged() {
		return List.copyOf(this.log.list)
			.stream()
			.map((event) -> event.getLoggerName() + " " + event.getFormattedMessage() + " " + event.getMDCPropertyMap()
					+ ((event.getThrowableProxy() != null) ? ThrowableProxyUtil.asString(event.getThrowableProxy())
							: ""))
			.toList();
	}

	private static void assertNothingTold(List<String> told) {
		assertThat(told).isNotEmpty().allSatisfy((text) -> assertThat(text).doesNotContain(MARK));
	}

	private static Logger logger(String name) {
		return (Logger) LoggerFactory.getLogger(name);
	}

	/** Has jobs that end in other ways. */
	@Configuration(proxyBeanMethods = false)
	@Import({ EndpointApplication.class, RetriedJob.class, AbortedJob.class, TellingCallbacks.class,
			TellingSubscriber.class })
	static class SecretsApplication {

		private final List<String> audited = new CopyOnWriteArrayList<>();

		@Bean
		OperationListener audit() {
			return (entry) -> this.audited.add(entry.toString());
		}

	}

	@RocketJob(destroyOnComplete = false)
	@Retry(limit = 1, delay = Retry.Delay.FIXED, initial = "10ms")
	static class RetriedJob implements Job<Void> {

		@Override
		public @Nullable Object perform(@Nullable Void fields, JobContext context) {
			throw new IllegalStateException(MARK + "-retried");
		}

	}

	@RocketJob(destroyOnComplete = false)
	static class AbortedJob implements Job<Void> {

		@Override
		public @Nullable Object perform(@Nullable Void fields, JobContext context) {
			throw new AbortJobException(MARK + "-aborted");
		}

	}

	@Subscriber("telling")
	static class TellingSubscriber {

		public void fail(String text) {
			throw new IllegalStateException(text);
		}

		public void count(int text) {
			throw new IllegalStateException("not reached " + text);
		}

	}

	/** Fail after a job has completed, and before it is retried by hand. */
	static class TellingCallbacks implements JobCallbacks<AccountJob.Fields> {

		@Override
		public boolean appliesTo(Class<?> jobClass) {
			return jobClass == AccountJob.class;
		}

		@Override
		public void before(JobTransition transition, TransitionContext<AccountJob.Fields> context) {
			if (transition == JobTransition.RETRY) {
				throw new IllegalStateException(MARK + "-callback");
			}
		}

		@Override
		public void after(JobTransition transition, TransitionContext<AccountJob.Fields> context) {
			if (transition == JobTransition.COMPLETE) {
				throw new IllegalStateException(MARK + "-callback");
			}
		}

	}

}
