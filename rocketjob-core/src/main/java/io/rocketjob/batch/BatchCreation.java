package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.rocketjob.BatchBuilder;
import io.rocketjob.BatchInstance;
import io.rocketjob.BatchOutput;
import io.rocketjob.BatchPhase;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobOptions;
import io.rocketjob.RecordSource;
import io.rocketjob.Serializer;
import io.rocketjob.batch.record.FormatSettings;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobCreation;
import io.rocketjob.work.ServerIdentity;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a new batch shall be, and checks it.
 *
 * @param <F> the type of the fields
 * @param <I> the type of the records
 */
final class BatchCreation<F extends @Nullable Object, I> implements BatchBuilder<F, I> {

	private final BatchBuilders builders;

	private final StoredBatches batches;

	private final ServerIdentity holder;

	private final BatchClass batchClass;

	private final Map<String, InputSettings> inputs;

	private final Map<String, OutputSettings> outputs;

	private final Map<String, List<RecordSource<Object>>> sources = new LinkedHashMap<>();

	private final Map<String, Iterable<? extends Map.Entry<?, ?>>> lookups = new LinkedHashMap<>();

	private final List<String> problems = new ArrayList<>();

	private @Nullable Object fields;

	private Consumer<JobOptions> options = (none) -> {
	};

	private @Nullable Integer throttle;

	private FailFastLimits failFast;

	private boolean live;

	private @Nullable String onceKey;

	private @Nullable Boolean afterCommit;

	BatchCreation(BatchBuilders builders, StoredBatches batches, ServerIdentity holder, BatchClass batchClass) {
		this.builders = builders;
		this.batches = batches;
		this.holder = holder;
		this.batchClass = batchClass;
		this.inputs = new LinkedHashMap<>(batchClass.inputs());
		this.outputs = new LinkedHashMap<>(batchClass.outputs());
		this.throttle = batchClass.throttle();
		this.failFast = batchClass.failFast();
	}

	@Override
	public BatchBuilder<F, I> fields(F value) {
		this.fields = value;
		return this;
	}

	@Override
	public BatchBuilder<F, I> options(Consumer<JobOptions> customizer) {
		this.options = this.options.andThen(customizer);
		return this;
	}

	@Override
	public BatchBuilder<F, I> input(String category, Consumer<InputOptions> customizer) {
		InputSettings present = this.inputs.get(category);
		if (present == null) {
			this.problems.add("input: there is no category '" + category + "'; there are " + this.inputs.keySet());
			return this;
		}
		InputChange change = new InputChange(present);
		customizer.accept(change);
		this.inputs.put(category, change.settings);
		return this;
	}

	@Override
	public BatchBuilder<F, I> output(String category, Consumer<OutputOptions> customizer) {
		OutputChange change = new OutputChange(this.outputs.getOrDefault(category,
				new OutputSettings(category, Serializer.COMPRESSED, false, FormatSettings.LINES)));
		customizer.accept(change);
		this.outputs.put(category, change.settings);
		return this;
	}

	@Override
	public BatchBuilder<F, I> throttleRunningWorkers(int workers) {
		this.throttle = workers;
		return this;
	}

	@Override
	public BatchBuilder<F, I> failFast(int slices) {
		this.failFast = this.failFast.withSlices(slices);
		return this;
	}

	@Override
	public BatchBuilder<F, I> failFastAtPercent(int percent) {
		this.failFast = this.failFast.withPercent(percent);
		return this;
	}

	@Override
	public BatchBuilder<F, I> lookup(String name, Iterable<? extends Map.Entry<?, ?>> entries) {
		CategoryName.check("lookup", name, this.problems);
		this.lookups.put(name, entries);
		return this;
	}

	@Override
	public BatchBuilder<F, I> processWhileUploading() {
		this.live = true;
		return this;
	}

	@Override
	public BatchBuilder<F, I> once(String key) {
		OnceKeys.checkText(key, this.problems);
		this.onceKey = OnceKeys.stored(this.batchClass.name(), key);
		return this;
	}

	@Override
	@SuppressWarnings("unchecked")
	public BatchBuilder<F, I> upload(String category, RecordSource<I> source) {
		if (!this.inputs.containsKey(category)) {
			this.problems
				.add("upload: there is no input category '" + category + "'; there are " + this.inputs.keySet());
		}
		this.sources.computeIfAbsent(category, (first) -> new ArrayList<>()).add((RecordSource<Object>) source);
		return this;
	}

	@Override
	public BatchInstance<F> create() {
		return this.builders.observations().create(this.batchClass.name(), (created) -> {
			JobRecord document = document();
			// its records take a while, so others are not to wait until it is queued
			JobRecord job = created.trace(this.builders.creation()
				.withinQueueLimit(this.batchClass.jobClass(), List.of(document), () -> document));
			NewBatchData data = new NewBatchData(this.builders.segments(), this.builders.lookups(), job, this.sources,
					this.lookups);
			BatchUpload creation = new BatchUpload(this.builders.queue(), this.holder, job, data, this.afterCommit);
			JobRecord stored = this.live ? creation.createLive() : creation.create();
			created.created(stored);
			return new StoredBatch<>(stored, this.batches);
		});
	}

	@Override
	public BatchOutput performNow() throws Exception {
		JobRecord job = document();
		JobCreation.checkRunsNow(job);
		return new InlineBatch(this.builders.inline(), job, this.sources, this.lookups)
			.perform(this.holder.serverName());
	}

	/**
	 * Makes the document of the job.
	 * @return the document, ready to be claimed when it is inserted
	 * @throws InvalidJobException when anything is wrong with it
	 */
	private JobRecord document() {
		List<String> all = new ArrayList<>(this.problems);
		this.inputs.values().forEach((input) -> input.check(all));
		this.outputs.values().forEach((output) -> output.check(all));
		BatchClass.checkThrottle(this.throttle, all);
		this.failFast.check(all);
		RecordSkips skips = this.batchClass.skips();
		if (skips != null) {
			skips.check(this.inputs, this.outputs, all);
		}
		BatchClass.missing(this.builders.data().codec(), this.inputs.values(), this.outputs.values(), all);
		this.batchClass.checkFormats(this.builders.data().formats(), this.inputs.values(), this.outputs.values(), all);
		JobRecord job = null;
		try {
			job = this.builders.creation()
				.document(this.batchClass.jobClass(), this.fields, keptForOutput().andThen(this.options)
					.andThen((given) -> this.afterCommit = given.afterCommit()));
		}
		catch (InvalidJobException ex) {
			all.addAll(ex.problems());
		}
		if (job == null || !all.isEmpty()) {
			throw new InvalidJobException(this.batchClass.name(), all);
		}
		Document batch = new Document("phase", BatchPhase.BEFORE.value())
			.append("inputs", this.inputs.values().stream().map(InputSettings::toDocument).toList())
			.append("outputs",
					this.outputs.values().stream().map(this::stored).map(OutputSettings::toDocument).toList());
		if (this.throttle != null) {
			batch.append("throttle", this.throttle);
		}
		Document limits = this.failFast.toDocument();
		if (limits != null) {
			batch.append("failFast", limits);
		}
		if (this.onceKey != null) {
			batch.append("once", this.onceKey);
		}
		job.document().append(BatchDocument.BATCH, batch);
		return job;
	}

	/** Workers write text, and may be of a version whose class of records says else. */
	private OutputSettings stored(OutputSettings output) {
		return output.serializer().isText() ? output.withFormat(new FormatSettings(output.format().name(),
				this.batchClass.format(this.builders.data().formats(), output).options())) : output;
	}

	/**
	 * A job that only its own options give an output is kept as one whose class has it.
	 */
	private Consumer<JobOptions> keptForOutput() {
		boolean own = this.batchClass.outputs().isEmpty() && !this.outputs.isEmpty();
		return own ? (kept) -> kept.destroyOnComplete(false) : (kept) -> {
		};
	}

	private static final class InputChange implements InputOptions {

		private InputSettings settings;

		InputChange(InputSettings settings) {
			this.settings = settings;
		}

		@Override
		public InputOptions sliceSize(int records) {
			this.settings = this.settings.withSliceSize(records);
			return this;
		}

		@Override
		public InputOptions serializer(Serializer serializer) {
			this.settings = this.settings.withSerializer(serializer);
			return this;
		}

		@Override
		public InputOptions format(String name) {
			this.settings = this.settings.withFormat(this.settings.format().withName(name));
			return this;
		}

		@Override
		public InputOptions option(String name, Object value) {
			this.settings = this.settings.withFormat(this.settings.format().withOption(name, value));
			return this;
		}

	}

	private static final class OutputChange implements OutputOptions {

		private OutputSettings settings;

		OutputChange(OutputSettings settings) {
			this.settings = settings;
		}

		@Override
		public OutputOptions serializer(Serializer serializer) {
			this.settings = this.settings.withSerializer(serializer);
			return this;
		}

		@Override
		public OutputOptions nulls(boolean keep) {
			this.settings = this.settings.withNulls(keep);
			return this;
		}

		@Override
		public OutputOptions format(String name) {
			this.settings = this.settings.withFormat(this.settings.format().withName(name));
			return this;
		}

		@Override
		public OutputOptions option(String name, Object value) {
			this.settings = this.settings.withFormat(this.settings.format().withOption(name, value));
			return this;
		}

	}

}
