package io.rocketjob.batch;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

import io.rocketjob.BatchOutput;
import io.rocketjob.BatchUploads;
import io.rocketjob.JobBean;
import io.rocketjob.JobTransition;
import io.rocketjob.Lookup;
import io.rocketjob.RecordSource;
import io.rocketjob.Serializer;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.Execution;
import io.rocketjob.job.Run;
import io.rocketjob.job.UnstoredHandle;
import io.rocketjob.jobclass.CallbackChain;
import io.rocketjob.logging.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Runs a batch in the calling thread and in memory.
 */
final class InlineBatch implements Execution<@Nullable Object>, BatchUploads<Object, Long> {

	private final InlineBatches tools;

	private final JobRecord job;

	private final Map<String, OutputSettings> outputs;

	private final Map<String, List<RecordSource<Object>>> sources;

	private final Map<String, Writer> writers = new LinkedHashMap<>();

	private final Map<String, Lookup> lookups = new HashMap<>();

	private final Map<String, List<@Nullable Object>> output = new LinkedHashMap<>();

	private final Map<String, Long> statistics = new TreeMap<>();

	private boolean lookupsCanBeMade = true;

	private @Nullable RecordLoop work;

	InlineBatch(InlineBatches tools, JobRecord job, Map<String, List<RecordSource<Object>>> sources,
			Map<String, Iterable<? extends Map.Entry<?, ?>>> entries) {
		this.tools = tools;
		this.job = job;
		this.outputs = BatchDocument.outputs(job);
		this.sources = sources;
		this.outputs.keySet().forEach((category) -> this.output.put(category, new ArrayList<>()));
		BatchDocument.inputs(job)
			.forEach((category, settings) -> this.writers.put(category,
					new Writer(tools.intake(), job.type(), settings)));
		entries.forEach((name, all) -> {
			Lookup lookup = new MemoryLookup(name);
			lookup.putAll(all);
			this.lookups.put(name, lookup);
		});
	}

	BatchOutput perform(String server) throws Exception {
		this.tools.runner()
			.run(this.job, server + ":inline", server, new UnstoredHandle(), this)
			.valueOrThrow(this.job.id());
		return new BatchOutput(this.output, this.statistics, recordCount());
	}

	private long recordCount() {
		return this.writers.values().stream().mapToLong(Writer::count).sum();
	}

	@Override
	public @Nullable Object perform(JobBean<@Nullable Object> bean, CallbackChain<@Nullable Object> callbacks,
			Run<@Nullable Object> run) throws Exception {
		for (Map.Entry<String, List<RecordSource<Object>>> entry : this.sources.entrySet()) {
			for (RecordSource<Object> source : entry.getValue()) {
				upload(entry.getKey(), source);
			}
		}
		BatchHooks hooks = this.tools.hooks().of(this.job.type());
		hooks.before(new PhaseContext(run, this::lookup, this::recordCount, this));
		this.lookupsCanBeMade = false;
		for (Map.Entry<String, Writer> entry : this.writers.entrySet()) {
			entry.getValue().endLastSlice();
			long first = 1;
			for (byte[] slice : entry.getValue().slices) {
				SliceRecords records = BsonBuffer.readSlice(slice).storedBy(entry.getValue().serializer);
				slice(entry.getKey(), first, records, bean, callbacks, hooks, run);
				first += records.stored().size();
			}
		}
		hooks.after(new PhaseContext(run, this::lookup, this::recordCount, null));
		return null;
	}

	private void slice(String category, long first, SliceRecords records, JobBean<@Nullable Object> bean,
			CallbackChain<@Nullable Object> callbacks, BatchHooks hooks, Run<@Nullable Object> run) throws Exception {
		SliceState state = new SliceState(this.outputs, this.tools.intake().data(), this::output);
		SliceContext context = new SliceContext(run, category, state.counters(), this::lookup, recordCount());
		RecordLoop work = new RecordLoop(records.stored(), Set.of(), first, state, context,
				this.tools.performers().of(this.job.type(), records, bean, callbacks, context));
		this.work = work;
		hooks.slice(context, state, () -> work.work(() -> {
			while (work.hasNext()) {
				run.checkCancelled();
				work.next();
			}
			return null;
		}));
		work.checkDone();
		state.counted().forEach((name, count) -> this.statistics.merge(name, count, Long::sum));
	}

	private void output(String category, @Nullable Object value) {
		Objects.requireNonNull(this.output.get(category)).add(value);
	}

	@Override
	public Long upload(String category, RecordSource<Object> source) {
		Writer writer = this.writers.get(category);
		if (writer == null) {
			throw new IllegalArgumentException(
					"There is no input category '" + category + "'; there are " + this.writers.keySet());
		}
		return writer.takeFrom(source);
	}

	private Lookup lookup(String name) {
		Lookup present = this.lookups.get(name);
		if (present == null) {
			if (!this.lookupsCanBeMade) {
				throw new IllegalArgumentException(
						"The job has no lookup '" + name + "'; there are " + this.lookups.keySet());
			}
			CategoryName.checkLookup(name);
			present = new MemoryLookup(name);
			this.lookups.put(name, present);
		}
		return present;
	}

	@Override
	public Set<JobTransition> transitions() {
		return EnumSet.allOf(JobTransition.class);
	}

	@Override
	public Redaction redaction() {
		RecordLoop present = this.work;
		return (present != null) ? present.redaction() : Redaction.NONE;
	}

	@Override
	public String label() {
		return this.job.type() + " " + this.job.id();
	}

	private static final class Writer extends SliceCutter {

		private final List<byte[]> slices = new ArrayList<>();

		private final Serializer serializer;

		Writer(RecordIntake intake, String jobClass, InputSettings settings) {
			super(intake, jobClass, settings, 0);
			this.serializer = settings.serializer();
		}

		@Override
		void slice(long position, int records, byte[] bytes) {
			this.slices.add(bytes);
		}

	}

	private final class MemoryLookup implements Lookup {

		private final Map<Object, @Nullable Object> values = new HashMap<>();

		/** What it is called in messages. */
		private final String label;

		MemoryLookup(String name) {
			this.label = "The lookup '" + name + "'";
		}

		@Override
		public <T> @Nullable T find(Object key, Class<T> type) {
			Object stored = this.values.get(LookupStore.key(key));
			return (stored != null) ? InlineBatch.this.tools.records().opened(this.label, stored, type) : null;
		}

		@Override
		public void putAll(Iterable<? extends Map.Entry<?, ?>> entries) {
			if (!InlineBatch.this.lookupsCanBeMade) {
				throw new IllegalStateException("A lookup can be filled in the beforeBatch that makes it only, or when"
						+ " the job is created");
			}
			entries.forEach((entry) -> this.values.put(LookupStore.key(entry.getKey()),
					InlineBatch.this.tools.records().toStored(entry.getValue())));
		}

	}

}
