package io.rocketjob;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import io.rocketjob.batch.BatchEngine;
import io.rocketjob.batch.BatchKind;
import io.rocketjob.batch.BatchSettings;
import io.rocketjob.batch.record.RecordFormat;
import io.rocketjob.batch.record.RecordFormats;
import io.rocketjob.batch.record.lines.LinesFormat;
import io.rocketjob.encryption.Encryption;
import io.rocketjob.event.EventPublisher;
import io.rocketjob.event.EventStore;
import io.rocketjob.job.Instrumentation;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.JobStore;
import io.rocketjob.jobclass.JobClasses;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.jobclass.PluginSettings;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.mongo.ContendedWrite;
import io.rocketjob.mongo.DatabaseClock;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.RocketJobMongo;
import io.rocketjob.plugin.cron.CronPlugin;
import io.rocketjob.plugin.queue.MaxQueuedPlugin;
import io.rocketjob.plugin.retry.RetryPlugin;
import io.rocketjob.plugin.singleton.SingletonPlugin;
import io.rocketjob.plugin.throttle.ThrottleDependentJobsPlugin;
import io.rocketjob.plugin.throttle.ThrottleMethodPlugin;
import io.rocketjob.plugin.throttle.ThrottleRatePlugin;
import io.rocketjob.plugin.throttle.ThrottleRunningJobsPlugin;
import io.rocketjob.plugin.transaction.SliceTransactionPlugin;
import io.rocketjob.plugin.window.ProcessingWindowPlugin;
import io.rocketjob.server.Heartbeat;
import io.rocketjob.server.ServerSettings;
import io.rocketjob.server.StoredServers;
import io.rocketjob.server.Supervisor;
import io.rocketjob.test.JobQueue;
import io.rocketjob.test.MovableClock;
import io.rocketjob.testsupport.TestDatabase;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import org.bson.BsonDocument;
import org.bson.Document;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.data.mongodb.MongoDatabaseFactory;
import org.springframework.data.mongodb.core.SimpleMongoClientDatabaseFactory;

/**
 * A Rocket Job put together by hand for one test, on a database of its own. Several can
 * share a database, like the processes of a cluster.
 */
public final class TestSystem implements AutoCloseable {

	private static final CommandCounter COMMANDS = new CommandCounter();

	private static final MongoClient CLIENT = client(TestDatabase.get().connectionString());

	private static final Validator VALIDATOR = Validation.buildDefaultValidatorFactory().getValidator();

	public final MovableClock clock;

	public final String databaseName;

	private final boolean ownsDatabase;

	private final MongoClient client;

	public final SimpleMongoClientDatabaseFactory factory;

	public final RocketJobMongo mongo;

	public final JobEngine engine;

	public final BatchEngine batches;

	public final EventStore eventStore;

	public final Servers servers;

	public final RocketJobTemplate rocketJob;

	public final JobQueue queue;

	public final Heartbeat heartbeat;

	public final Supervisor supervisor;

	public final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private TestSystem(Builder builder) {
		this.clock = builder.clock;
		this.databaseName = (builder.databaseName != null) ? builder.databaseName
				: TestDatabase.get().newDatabaseName();
		this.ownsDatabase = builder.databaseName == null;
		this.client = (builder.line != null) ? client(builder.line.uri()) : CLIENT;
		this.factory = new SimpleMongoClientDatabaseFactory(this.client, this.databaseName);
		this.mongo = new RocketJobMongo(this.factory, true);
		FieldsMapper mapper = new FieldsMapper(List.of(), builder.encryption);
		this.context.registerBean(MongoDatabaseFactory.class, () -> this.factory);
		builder.beans.accept(this.context);
		JobClasses classes = new JobClasses(this.context, mapper, builder.configured, builder.plugins);
		Clock time = builder.realTime ? Clock.systemUTC() : this.clock;
		BatchKind kind = new BatchKind(this.mongo);
		JobStore store = new JobStore(this.mongo, new DatabaseClock(time), List.of(kind), builder.afterCommit);
		this.engine = new JobEngine(store, classes, VALIDATOR, builder.exceptionLogging, builder.instrumentation);
		this.batches = new BatchEngine(this.engine, kind, builder.encryption, new RecordFormats(builder.formats),
				this.context, builder.batches);
		this.heartbeat = new Heartbeat(this.batches, builder.settings, false);
		this.supervisor = new Supervisor(this.batches, this.heartbeat, builder.settings);
		this.eventStore = new EventStore(this.mongo, "test");
		Events events = (builder.events != null) ? builder.events : new EventPublisher(this.eventStore);
		this.servers = new StoredServers(this.batches, events);
		this.rocketJob = this.batches.template(this.heartbeat, events, this.servers);
		this.queue = new JobQueue(this.batches, this.heartbeat);
		this.context.registerBean(JobClasses.class, () -> classes);
		this.context.registerBean(BatchEngine.class, () -> this.batches);
		this.context.registerBean(RocketJobTemplate.class, () -> this.rocketJob);
		this.context.registerBean(CronPlugin.class);
		this.context.registerBean(RetryPlugin.class, () -> new RetryPlugin(this.context));
		this.context.registerBean(SingletonPlugin.class);
		this.context.registerBean(MaxQueuedPlugin.class);
		this.context.registerBean(ThrottleRunningJobsPlugin.class,
				() -> new ThrottleRunningJobsPlugin(builder.throttles));
		this.context.registerBean(ThrottleRatePlugin.class, () -> new ThrottleRatePlugin(builder.rates));
		this.context.registerBean(ThrottleDependentJobsPlugin.class,
				() -> new ThrottleDependentJobsPlugin(this.context.getBeanProvider(RocketJobTemplate.class),
						this.context));
		this.context.registerBean(ThrottleMethodPlugin.class, () -> new ThrottleMethodPlugin(this.context));
		this.context.registerBean(ProcessingWindowPlugin.class);
		this.context.registerBean(SliceTransactionPlugin.class, () -> new SliceTransactionPlugin(this.context));
		this.context.refresh();
	}

	private static MongoClient client(String uri) {
		return MongoClients.create(MongoClientSettings.builder()
			.applyConnectionString(new ConnectionString(uri))
			.addCommandListener(COMMANDS)
			.build());
	}

	public static Builder with(Class<?>... beans) {
		return new Builder((context) -> {
			for (Class<?> bean : beans) {
				context.registerBean(bean);
			}
		});
	}

	public static Builder with(Consumer<GenericApplicationContext> beans) {
		return new Builder(beans);
	}

	public MongoCollection<Document> collection(String name) {
		return CLIENT.getDatabase(this.databaseName).getCollection(name);
	}

	/**
	 * Drops a collection that others may use at the same moment.
	 * @param name its name
	 */
	public void drop(String name) {
		ContendedWrite.make(() -> {
			collection(name).drop();
			return true;
		});
	}

	public MongoDatabase database() {
		return CLIENT.getDatabase(this.databaseName);
	}

	public MongoCollection<Document> jobs() {
		return collection("rocketjob.jobs");
	}

	/**
	 * How many commands have been sent for the database of this test.
	 * @param name the name of the command
	 * @return the count so far
	 */
	public long commands(String name) {
		return COMMANDS.count(this.databaseName, name);
	}

	/**
	 * The commands that the calling thread sends for the database of this test while it
	 * does something.
	 * @param action what is done
	 * @return the commands, in order
	 */
	public List<BsonDocument> commandsOf(Runnable action) {
		return COMMANDS.during(this.databaseName, action);
	}

	/**
	 * Does something just before the calling thread sends a command the next time.
	 * @param command the name of the command
	 * @param collection the collection that it is about
	 * @param action what is done; what it throws is lost
	 */
	public void beforeNext(String command, String collection, Runnable action) {
		COMMANDS.beforeNext(this.databaseName, command, collection, action);
	}

	public MongoCollection<Document> servers() {
		return collection("rocketjob.servers");
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/** Stops what was started, and drops the database if this was the first to use it. */
	@Override
	public void close() {
		this.supervisor.stop();
		this.heartbeat.stop();
		this.context.close();
		if (this.client != CLIENT) {
			this.client.close();
		}
		if (this.ownsDatabase) {
			CLIENT.getDatabase(this.databaseName).drop();
		}
	}

	public static final class Builder {

		private final Consumer<GenericApplicationContext> beans;

		private Map<String, JobDefaults> configured = Map.of();

		private MovableClock clock = MovableClock.atNow();

		private Map<String, Integer> throttles = Map.of();

		private Map<String, String> rates = Map.of();

		private PluginSettings plugins = PluginSettings.NONE;

		private BatchSettings batches = BatchSettings.defaults();

		private final List<RecordFormat> formats = new ArrayList<>(List.of(new LinesFormat()));

		private Encryption encryption;

		private Events events;

		private ExceptionLogging exceptionLogging = ExceptionLogging.WITHOUT_MESSAGES;

		private Instrumentation instrumentation = Instrumentation.NONE;

		private boolean realTime;

		private boolean afterCommit;

		private String databaseName;

		private TestLine line;

		private ServerSettings settings = new ServerSettings(null, 4, Duration.ofMillis(200), Duration.ofMillis(500),
				Duration.ofSeconds(4), false, ServerSettings.DEFAULT_MAX_GROUP_SIZE);

		private Builder(Consumer<GenericApplicationContext> beans) {
			this.beans = beans;
		}

		public Builder configured(Map<String, JobDefaults> jobs) {
			this.configured = jobs;
			return this;
		}

		public Builder throttles(Map<String, Integer> groups) {
			this.throttles = groups;
			return this;
		}

		public Builder rates(Map<String, String> groups) {
			this.rates = groups;
			return this;
		}

		public Builder plugins(PluginSettings settings) {
			this.plugins = settings;
			return this;
		}

		public Builder settings(ServerSettings server) {
			this.settings = server;
			return this;
		}

		public Builder format(RecordFormat format) {
			this.formats.add(format);
			return this;
		}

		public Builder batches(BatchSettings settings) {
			this.batches = settings;
			return this;
		}

		public Builder events(Events bus) {
			this.events = bus;
			return this;
		}

		public Builder encryption(Encryption keys) {
			this.encryption = keys;
			return this;
		}

		public Builder exceptionLogging(ExceptionLogging logging) {
			this.exceptionLogging = logging;
			return this;
		}

		public Builder instrumentation(Instrumentation watchers) {
			this.instrumentation = watchers;
			return this;
		}

		/**
		 * Lets the recovery look so seldom that it does not see what a test holds in the
		 * name of a server that does not exist.
		 */
		public Builder withoutRecovery() {
			this.settings = new ServerSettings(this.settings.name(), this.settings.maxWorkers(), Duration.ofMinutes(5),
					this.settings.pollInterval(), this.settings.shutdownTimeout(), false,
					ServerSettings.DEFAULT_MAX_GROUP_SIZE);
			return this;
		}

		public Builder afterCommit() {
			this.afterCommit = true;
			return this;
		}

		public Builder realTime() {
			this.realTime = true;
			return this;
		}

		/**
		 * Lets the product, but not the test, reach the database by a line.
		 */
		public Builder through(TestLine connection) {
			this.line = connection;
			return this;
		}

		public Builder sharing(TestSystem other) {
			this.databaseName = other.databaseName;
			this.clock = other.clock;
			return this;
		}

		public TestSystem start() {
			return new TestSystem(this);
		}

	}

}
