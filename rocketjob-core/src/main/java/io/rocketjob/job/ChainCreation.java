package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.rocketjob.BatchBuilder;
import io.rocketjob.ChainBuilder;
import io.rocketjob.ChainInstance;
import io.rocketjob.ChainStep;
import io.rocketjob.InvalidJobException;
import io.rocketjob.Job;
import io.rocketjob.JobOptions;
import io.rocketjob.RocketJobException;
import io.rocketjob.RocketJobTemplate;
import io.rocketjob.document.JobRecord;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.DeferredWrite;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the steps of a chain, and creates them. They are stored from the last to the
 * first, each waiting for one that comes next, and the first for a job that never is: the
 * gate. Once all are there, the first is told that the gate has completed. When this
 * process dies before, the recovery finds a job that waits for a missing one, and aborts
 * it with all that wait for it; so a chain never runs half.
 */
final class ChainCreation implements ChainBuilder {

	private static final Logger logger = LoggerFactory.getLogger(ChainCreation.class);

	private static final int MOST_STEPS = 100;

	private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]{1,100}");

	private final JobEngine engine;

	private final RocketJobTemplate rocketJob;

	private final String name;

	private final List<Step> steps = new ArrayList<>();

	private boolean hasBatch;

	ChainCreation(JobEngine engine, RocketJobTemplate rocketJob, String name) {
		if (!NAME.matcher(name).matches()) {
			throw new IllegalArgumentException("The name of a chain has 1 to 100 letters, digits, '.', '_' and '-', but"
					+ " this one is '" + name + "'");
		}
		this.engine = engine;
		this.rocketJob = rocketJob;
		this.name = name;
	}

	@Override
	public <F extends @Nullable Object> ChainBuilder then(Class<? extends Job<F>> jobClass, F fields,
			Consumer<JobOptions> options) {
		JobClass<F> known = this.engine.classes().get(jobClass);
		int number = this.steps.size() + 1;
		this.steps.add((placement) -> {
			JobRecord document = document(known, fields, options.andThen(placement), number);
			return () -> insert(document);
		});
		return this;
	}

	private JobRecord document(JobClass<?> known, @Nullable Object fields, Consumer<JobOptions> options, int number) {
		try {
			return this.engine.creation().document(known, fields, options);
		}
		catch (InvalidJobException ex) {
			throw new InvalidJobException(known.name(),
					ex.problems().stream().map((problem) -> "step " + number + ": " + problem).toList(), ex);
		}
	}

	@Override
	public ChainBuilder then(BatchBuilder<?, ?> batch) {
		this.hasBatch = true;
		this.steps.add((placement) -> batch.options(placement)::create);
		return this;
	}

	@Override
	public ChainInstance create() {
		if (this.steps.isEmpty() || this.steps.size() > MOST_STEPS) {
			throw new IllegalStateException("The chain '" + this.name + "' has " + this.steps.size()
					+ " steps; it must have 1 to " + MOST_STEPS);
		}
		boolean inTransaction = this.engine.store().mongo().isTransactionActive();
		boolean waits = this.engine.store().waitsForCommit(null);
		if (this.hasBatch && (inTransaction || waits)) {
			throw new IllegalStateException("The chain '" + this.name + "' has a batch, whose records cannot be part of"
					+ " a transaction; create it outside of the transaction");
		}
		String key = this.name + ":" + new ObjectId().toHexString();
		List<ObjectId> ids = Stream.generate(ObjectId::new).limit(this.steps.size()).toList();
		ObjectId gate = inTransaction ? null : new ObjectId();
		List<Runnable> writes = new ArrayList<>();
		for (int i = 0; i < ids.size(); i++) {
			writes.add(this.steps.get(i).prepare(placement(key, ids, i, gate)));
		}
		if (gate == null) {
			// all or none by the transaction
			writes.forEach(Runnable::run);
		}
		else if (waits) {
			storeAfterCommit(key, ids, gate, writes);
		}
		else {
			store(key, ids, gate, writes);
		}
		return new StoredChain(this.engine, this.rocketJob, key);
	}

	private void storeAfterCommit(String key, List<ObjectId> ids, ObjectId gate, List<Runnable> writes) {
		this.engine.store().mongo().afterForeignCommit(new DeferredWrite() {

			@Override
			public void write() {
				store(key, ids, gate, writes);
			}

			@Override
			public String toString() {
				return "the chain " + key;
			}

		});
	}

	private static Consumer<JobOptions> placement(String key, List<ObjectId> ids, int index, @Nullable ObjectId gate) {
		ObjectId previous = (index > 0) ? ids.get(index - 1) : null;
		ChainStep step = new ChainStep(key, index + 1, ids.size(), previous);
		ObjectId waitsFor = (previous != null) ? previous : gate;
		return (options) -> {
			options.id(ids.get(index)).chainStep(step, (gate != null) ? waitsFor : null).afterCommit(false);
			if (waitsFor != null) {
				options.after(waitsFor);
			}
			if (options.destroyOnComplete() == null) {
				options.destroyOnComplete(false);
			}
			if (index < ids.size() - 1) {
				options.expectDependents();
			}
		};
	}

	private void store(String key, List<ObjectId> ids, ObjectId gate, List<Runnable> writes) {
		boolean begun = false;
		try {
			for (int i = writes.size() - 1; i >= 0; i--) {
				writes.get(i).run();
			}
			begun = this.engine.links().begin(ids, gate);
		}
		finally {
			if (!begun) {
				discard(key, ids);
			}
		}
		if (!begun) {
			throw new RocketJobException("The chain " + key + " was aborted while it was created, because that took too"
					+ " long or somebody wanted it so; nothing of it is kept");
		}
	}

	private void insert(JobRecord document) {
		this.engine.observations().create(document.type(), (created) -> {
			JobRecord job = created.trace(document);
			Set<ObjectId> waitedFor = this.engine.store()
				.mongo()
				.translating(() -> this.engine.links().prepare(List.of(job)));
			JobRecord stored = this.engine.uniqueJobs().insert(List.of(job)).get(0);
			if (!stored.id().equals(job.id())) {
				throw new RocketJobException("There is another " + job.type() + ", " + stored.id()
						+ ", with the key of a step of the chain '" + this.name + "'; nothing of the chain is kept");
			}
			this.engine.links().finish(List.of(stored), waitedFor);
			this.engine.notifier().signalWork(job.type());
			created.created(stored);
			return stored;
		});
	}

	/** What cannot be removed now is aborted by the recovery. */
	private void discard(String key, List<ObjectId> ids) {
		try {
			ids.forEach((id) -> this.engine.deletion().delete(id));
		}
		catch (RuntimeException ex) {
			logger.warn("What is stored of the chain {}, which could not be created, is not removed yet", key, ex);
		}
	}

	/** A step that is not yet stored. */
	private interface Step {

		/**
		 * Checks it.
		 * @param placement sets what makes it a step
		 * @return stores it
		 */
		Runnable prepare(Consumer<JobOptions> placement);

	}

}
