package io.rocketjob.jobclass;

import java.lang.annotation.Annotation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.rocketjob.BatchCallbacks;
import io.rocketjob.BatchJob;
import io.rocketjob.JobCallbacks;
import io.rocketjob.JobFailure;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.plugin.CreationHook;
import io.rocketjob.plugin.FailurePolicy;
import io.rocketjob.plugin.JobPlugin;
import io.rocketjob.plugin.NewJob;
import io.rocketjob.plugin.OnConflict;
import io.rocketjob.plugin.PluggableClass;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.Series;
import io.rocketjob.plugin.Throttle;
import io.rocketjob.plugin.UniqueKey;
import org.jspecify.annotations.Nullable;

/**
 * Internal: what plugins have contributed to a job class. Not changed once all plugins
 * were asked; thread-safe from then on.
 */
public final class ClassPlugins implements PluggableClass {

	private final JobClass<?> jobClass;

	private final FieldsMapper mapper;

	private final PluginOptions options;

	private final List<CreationHook> creationHooks = new ArrayList<>();

	private final Map<String, UniqueKey> uniqueKeys = new LinkedHashMap<>();

	private final List<FailurePolicy> failurePolicies = new ArrayList<>();

	private final Map<String, Integer> runningLimits = new LinkedHashMap<>();

	private final Map<String, Rate> rates = new LinkedHashMap<>();

	private final List<Throttle> throttles = new ArrayList<>();

	private final List<Throttle> sliceThrottles = new ArrayList<>();

	private final List<JobCallbacks<@Nullable Object>> callbacks = new ArrayList<>();

	private final List<BatchCallbacks<@Nullable Object>> batchCallbacks = new ArrayList<>();

	private final List<String> problems = new ArrayList<>();

	private @Nullable Series series;

	private @Nullable QueueLimit queueLimit;

	private ClassPlugins(JobClass<?> jobClass, FieldsMapper mapper, PluginOptions options) {
		this.jobClass = jobClass;
		this.mapper = mapper;
		this.options = options;
	}

	/**
	 * Asks all plugins.
	 * @param jobClass the job class
	 * @param mapper maps its fields
	 * @param plugins the plugins, in order
	 * @param settings what the configuration says
	 * @param placeholders resolves placeholders in the text of annotations
	 * @return what they contribute
	 * @throws JobClassException when the options of one are wrong
	 */
	static ClassPlugins of(JobClass<?> jobClass, FieldsMapper mapper, List<JobPlugin> plugins, PluginSettings settings,
			UnaryOperator<String> placeholders) {
		PluginOptions options = new PluginOptions(jobClass.name(), jobClass.type(), settings, placeholders);
		ClassPlugins all = new ClassPlugins(jobClass, mapper, options);
		IllegalArgumentException first = null;
		for (JobPlugin plugin : plugins) {
			try {
				plugin.contribute(all);
			}
			catch (IllegalArgumentException ex) {
				all.problem(String.valueOf(ex.getMessage()));
				first = (first != null) ? first : ex;
			}
		}
		if (all.series != null && all.keepsKeys()) {
			all.problem("a key that is kept for a time would refuse its next occurrences; remove within from the key,"
					+ " or the plugin '" + all.series.plugin() + "' from the class");
		}
		if (all.series != null && all.queueLimit != null) {
			all.problem("its next occurrences are never refused, so not only " + all.queueLimit.limit()
					+ " of its jobs may wait; remove the limit of queued jobs, or the plugin '" + all.series.plugin()
					+ "' from the class");
		}
		if (!all.problems.isEmpty()) {
			throw new JobClassException(
					"The job class " + jobClass.type().getName() + " is wrong: " + String.join("; ", all.problems),
					"Correct its annotations, or rocketjob.jobs." + jobClass.name() + " in the configuration.", first);
		}
		Set<String> unknown = options.unknownSections();
		if (!unknown.isEmpty()) {
			throw new JobClassException(
					"rocketjob.jobs." + jobClass.name() + " has sections that no plugin has: "
							+ String.join(", ", unknown),
					"Remove them, or correct their names. They are named after annotations, such as cron for @Cron.");
		}
		return all;
	}

	public PluginOptions options() {
		return this.options;
	}

	@Override
	public String name() {
		return this.jobClass.name();
	}

	@Override
	public Class<?> type() {
		return this.jobClass.type();
	}

	@Override
	public @Nullable Class<?> fieldsType() {
		return this.jobClass.fieldsType();
	}

	@Override
	public boolean isSecret(List<String> path) {
		Class<?> fieldsType = fieldsType();
		return fieldsType != null && this.mapper.isHidden(fieldsType, path);
	}

	@Override
	public boolean isBatch() {
		return BatchJob.class.isAssignableFrom(type());
	}

	@Override
	public <A extends Annotation> @Nullable A options(Class<A> annotation) {
		return this.options.ofClass(annotation);
	}

	@Override
	public <A extends Annotation> List<A> annotations(Class<A> annotation) {
		return this.options.all(annotation);
	}

	@Override
	public void optionsOfJobs(Class<? extends Annotation> annotation, String... attributes) {
		this.options.ofJobs(annotation, List.of(attributes));
	}

	@Override
	public void onCreate(CreationHook hook) {
		this.creationHooks.add(hook);
	}

	@Override
	public void uniqueKey(String plugin, UniqueKey key) {
		if (isBatch() && (key.within() != null || key.onConflict() != OnConflict.REJECT)) {
			throw new IllegalArgumentException("a batch can only have a key for as long as it is queued, running or"
					+ " paused, and a second one is refused: leave out within and onConflict");
		}
		if (this.uniqueKeys.putIfAbsent(plugin, key) != null) {
			throw new IllegalArgumentException("there are two plugins that call themselves '" + plugin + "'");
		}
	}

	@Override
	public void onFailure(FailurePolicy policy) {
		this.failurePolicies.add(policy);
	}

	@Override
	public void series(Series next) {
		if (this.series != null) {
			throw new IllegalArgumentException("the plugins '" + this.series.plugin() + "' and '" + next.plugin()
					+ "' both make its next occurrence");
		}
		this.series = next;
	}

	@Override
	public void limitRunning(String group, int limit) {
		if (limit < 1) {
			throw new IllegalArgumentException(
					"the limit of running jobs of '" + group + "' must be at least 1, but is " + limit);
		}
		Integer other = this.runningLimits.putIfAbsent(group, limit);
		if (other != null && other != limit) {
			throw new IllegalArgumentException(
					"'" + group + "' is limited to " + other + " running jobs and to " + limit + " as well");
		}
	}

	@Override
	public void limitStarts(String group, int limit, Duration per) {
		if (limit < 1) {
			throw new IllegalArgumentException(
					"the limit of starts of '" + group + "' must be at least 1, but is " + limit);
		}
		if (per.toSeconds() < 1) {
			throw new IllegalArgumentException(
					"the time in which starts of '" + group + "' are limited must be at least 1s, but is " + per);
		}
		Rate rate = new Rate(limit, per);
		Rate other = this.rates.putIfAbsent(group, rate);
		if (other != null && !other.equals(rate)) {
			throw new IllegalArgumentException(
					"'" + group + "' is limited to " + other + " and to " + rate + " as well");
		}
	}

	@Override
	public void limitQueued(int limit, Duration waitUpTo) {
		if (limit < 1) {
			throw new IllegalArgumentException("the limit of queued jobs must be at least 1, but is " + limit);
		}
		QueueLimit given = new QueueLimit(limit, waitUpTo);
		if (this.queueLimit != null && !this.queueLimit.equals(given)) {
			throw new IllegalArgumentException(
					"its queued jobs are limited to " + this.queueLimit.limit() + " and to " + limit + " as well");
		}
		this.queueLimit = given;
	}

	@Override
	public void throttle(Throttle throttle) {
		this.throttles.add(throttle);
	}

	@Override
	public void throttleSlices(Throttle throttle) {
		checkBatch("slices can be throttled");
		this.sliceThrottles.add(throttle);
	}

	@Override
	public void callbacks(JobCallbacks<@Nullable Object> more) {
		this.callbacks.add(more);
	}

	@Override
	public void batchCallbacks(BatchCallbacks<@Nullable Object> more) {
		checkBatch("there are callbacks around slices");
		this.batchCallbacks.add(more);
	}

	@Override
	public void problem(String problem) {
		this.problems.add(problem);
	}

	private void checkBatch(String what) {
		if (!isBatch()) {
			throw new IllegalArgumentException(what + " only in a BatchJob, and this is none");
		}
	}

	/**
	 * Lets the plugins check and complete a new job.
	 * @param job the job
	 */
	public void created(NewJob job) {
		for (CreationHook hook : this.creationHooks) {
			try {
				hook.onCreate(job);
			}
			catch (IllegalArgumentException ex) {
				job.problem(String.valueOf(ex.getMessage()));
			}
		}
	}

	/**
	 * Lets the plugins check and complete a job whose options change.
	 * @param job the job with its new options
	 */
	public void updated(NewJob job) {
		for (CreationHook hook : this.creationHooks) {
			try {
				hook.onUpdate(job);
			}
			catch (IllegalArgumentException ex) {
				job.problem(String.valueOf(ex.getMessage()));
			}
		}
	}

	/**
	 * The unique keys of a job.
	 * @param job the job
	 * @return the keys, none for most
	 * @throws IllegalArgumentException when a key cannot be told, or would show what is
	 * encrypted
	 */
	public List<String> keys(PluginJob job) {
		List<String> keys = new ArrayList<>();
		this.uniqueKeys.forEach((plugin, unique) -> {
			String key = unique.of(job);
			if (key != null) {
				checkShowsNothing(plugin, key, job);
				keys.add(keyPrefix(plugin, name()) + key);
			}
		});
		return keys;
	}

	private void checkShowsNothing(String plugin, String key, PluginJob job) {
		Class<?> fieldsType = fieldsType();
		if (fieldsType != null && !key.isEmpty() && this.mapper.mayHaveSecrets(fieldsType)
				&& !Redaction.of(this.mapper.secrets(job.fields(fieldsType))).text(key).equals(key)) {
			throw new IllegalArgumentException(plugin
					+ ".key: contains the value of an encrypted field, and a key is stored and shown as it is; use"
					+ " other fields");
		}
	}

	/**
	 * What holds for a unique key.
	 * @param key the key as it is stored
	 * @return what has told it, or {@code null} when nothing here has
	 */
	public @Nullable UniqueKey uniqueKey(String key) {
		return this.uniqueKeys.entrySet()
			.stream()
			.filter((each) -> key.startsWith(keyPrefix(each.getKey(), name())))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
	}

	/**
	 * Whether keys of its jobs are kept for a time.
	 * @return whether they may outlive the job
	 */
	public boolean keepsKeys() {
		return this.uniqueKeys.values().stream().anyMatch((key) -> key.within() != null);
	}

	/**
	 * How all unique keys begin that a plugin gives the jobs of a class.
	 * @param plugin the name of the plugin
	 * @param jobClass the name of the class
	 * @return the prefix
	 */
	public static String keyPrefix(String plugin, String jobClass) {
		return plugin + ":" + jobClass + ":";
	}

	public FailurePolicy.@Nullable Again onFailure(PluginJob job, JobFailure failure) {
		for (FailurePolicy policy : this.failurePolicies) {
			FailurePolicy.Again again = policy.onFailure(job, failure);
			if (again != null) {
				return again;
			}
		}
		return null;
	}

	public @Nullable Series series() {
		return this.series;
	}

	/**
	 * How many jobs may run at a time.
	 * @return the limits by group
	 */
	public Map<String, Integer> runningLimits() {
		return this.runningLimits;
	}

	/**
	 * How many jobs may start within a time.
	 * @return the rates by group
	 */
	public Map<String, Rate> rates() {
		return this.rates;
	}

	/**
	 * How many jobs may wait.
	 * @return the limit, or {@code null} when there is none
	 */
	public @Nullable QueueLimit queueLimit() {
		return this.queueLimit;
	}

	/**
	 * What may hold back a job that was claimed.
	 * @return the throttles
	 */
	public List<Throttle> throttles() {
		return this.throttles;
	}

	/**
	 * What may hold back workers from the slices of a batch.
	 * @return the throttles
	 */
	public List<Throttle> sliceThrottles() {
		return this.sliceThrottles;
	}

	/**
	 * The callbacks of plugins.
	 * @return the callbacks, in order
	 */
	List<JobCallbacks<@Nullable Object>> callbacks() {
		return this.callbacks;
	}

	/**
	 * The callbacks of plugins around the phases and slices of batches.
	 * @return the callbacks, in order
	 */
	public List<BatchCallbacks<@Nullable Object>> batchCallbacks() {
		return this.batchCallbacks;
	}

	/**
	 * How many jobs may wait.
	 *
	 * @param limit how many
	 * @param waitUpTo how long their creation waits
	 */
	public record QueueLimit(int limit, Duration waitUpTo) {
	}

	/**
	 * How many jobs may start within a time.
	 *
	 * @param limit how many
	 * @param per the time
	 */
	public record Rate(int limit, Duration per) {

		@Override
		public String toString() {
			return this.limit + " starts in " + time();
		}

		/**
		 * The time for people.
		 * @return such as {@code 1m}
		 */
		public String time() {
			return this.per.toString().substring(2).toLowerCase(Locale.ROOT);
		}

	}

}
