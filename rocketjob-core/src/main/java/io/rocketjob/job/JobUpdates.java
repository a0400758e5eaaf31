package io.rocketjob.job;

import java.lang.annotation.Annotation;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import io.rocketjob.InvalidJobException;
import io.rocketjob.JobState;
import io.rocketjob.JobStateException;
import io.rocketjob.JobUpdate;
import io.rocketjob.RocketJobException;
import io.rocketjob.StaleJobException;
import io.rocketjob.UnknownJobClassException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.document.Texts;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.jobclass.JobDefaults;
import io.rocketjob.mongo.DocumentCopy;
import io.rocketjob.mongo.MappingErrors;
import io.rocketjob.mongo.MappedField;
import io.rocketjob.work.WorkNotifier;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Changes jobs without changing their state. Each changed value is compared in the
 * database with what the caller has seen.
 */
final class JobUpdates {

	private static final FindOneAndUpdateOptions AFTER = new FindOneAndUpdateOptions()
		.returnDocument(ReturnDocument.AFTER);

	private final JobStore store;

	private final JobBinder binder;

	private final WorkNotifier notifier;

	private final UniqueJobs uniqueJobs;

	private final JobCreation creation;

	JobUpdates(JobStore store, JobBinder binder, WorkNotifier notifier, UniqueJobs uniqueJobs, JobCreation creation) {
		this.store = store;
		this.binder = binder;
		this.notifier = notifier;
		this.uniqueJobs = uniqueJobs;
		this.creation = creation;
	}

	/**
	 * Makes a queued job due.
	 * @param id the job
	 * @return the job as it is then
	 */
	JobRecord runNow(ObjectId id) {
		JobUpdateDocument update = new JobUpdateDocument().unset(JobFields.RUN_AT);
		TransitionUpdates.mark(update, null, this.store.clock().now());
		Document filter = new Document(JobFields.ID, id).append(JobFields.STATE, JobState.QUEUED.value())
			.append(JobFields.WAITS_FOR, null);
		filter.putAll(this.store.kinds().ready());
		JobRecord updated = this.store.mongo()
			.translating(() -> JobRecord
				.ofNullable(this.store.transactionalJobs().findOneAndUpdate(filter, update.build(), AFTER)));
		if (updated == null) {
			JobRecord job = this.store.reload(id);
			JobState state = job.state();
			throw new JobStateException(job.type(), id, state,
					(state == JobState.QUEUED && job.has(JobFields.WAITS_FOR)) ? job.waitingText()
							: "only a queued job can be told to run now, when its records are uploaded");
		}
		this.notifier.signalOlderWork(updated.type());
		return updated;
	}

	/**
	 * Lets a job run that was created for a time that never comes. It then expires as one
	 * that is created now.
	 * @param seen the job as it was read
	 * @param heldUntil the time for which it was created
	 * @return whether this has done so, rather than somebody else
	 */
	boolean release(JobRecord seen, Instant heldUntil) {
		Instant now = this.store.measuredNow();
		JobUpdateDocument update = new JobUpdateDocument().unset(JobFields.RUN_AT);
		TransitionUpdates.mark(update, null, now);
		JobClass<?> jobClass = this.binder.classes().find(seen.type());
		Instant expiresAt = TransitionUpdates.movedExpiry(seen,
				(jobClass != null) ? jobClass.defaults().expiresAfter() : null, now);
		if (expiresAt != null) {
			update.set(JobFields.EXPIRES_AT, Date.from(expiresAt));
		}
		boolean released = moveHeld(seen, heldUntil, update);
		if (released) {
			this.notifier.signalOlderWork(seen.type());
		}
		return released;
	}

	/**
	 * Marks a held job as one that only the caller may delete.
	 * @param seen the job as it was read
	 * @param heldUntil the time for which it was created
	 * @return whether it was still held
	 */
	boolean giveUp(JobRecord seen, Instant heldUntil) {
		return moveHeld(seen, heldUntil,
				new JobUpdateDocument().set(JobFields.RUN_AT, Date.from(heldUntil.plusSeconds(1))));
	}

	private boolean moveHeld(JobRecord seen, Instant heldUntil, JobUpdateDocument update) {
		Document filter = new Document(JobFields.ID, seen.id()).append(JobFields.STATE, JobState.QUEUED.value())
			.append(JobFields.RUN_AT, Date.from(heldUntil));
		filter.putAll(this.store.kinds().ready());
		return this.store.mongo()
			.translating(() -> this.store.jobs().updateOne(filter, update.build()).getMatchedCount() == 1);
	}

	/**
	 * Applies changes to a job.
	 * @param seen the job as the caller has seen it
	 * @param customizer makes the changes
	 * @return the job as it is then
	 */
	JobRecord update(JobRecord seen, Consumer<JobUpdate> customizer) {
		return update(seen, customizer, List.of(), Map.of());
	}

	/**
	 * Applies changes to a job, by one write.
	 * @param seen the job as the caller has seen it
	 * @param customizer makes the changes
	 * @param unchanged the paths of what else must still be as the caller has seen it
	 * @param more what else to set by path, {@code null} to remove it
	 * @return the job as it is then
	 */
	JobRecord update(JobRecord seen, Consumer<JobUpdate> customizer, Collection<String> unchanged,
			Map<String, @Nullable Object> more) {
		Changes changes = new Changes();
		customizer.accept(changes);
		ObjectId id = seen.id();
		if (changes.isEmpty() && more.isEmpty()) {
			return this.store.reload(id);
		}
		JobUpdateDocument update = new JobUpdateDocument();
		more.forEach(update::setOrUnset);
		Document filter = new Document(JobFields.ID, id);
		restrictToLiving(seen, changes, filter);
		List<String> problems = new ArrayList<>(changes.problems);
		changes.values.forEach((name, value) -> {
			filter.append(name, new Document("$eq", seen.get(name)));
			update.setOrUnset(name, value);
		});
		Object priority = changes.values.get(JobFields.PRIORITY);
		if (priority instanceof Integer number) {
			JobDefaults.checkPriority(number, problems);
		}
		addFields(seen, changes.fields, filter, update, problems);
		addOptions(seen, changes.options, filter, update, problems);
		if (!problems.isEmpty()) {
			throw new InvalidJobException(seen.type(), problems);
		}
		boolean moved = filter.containsKey(JobFields.RUN_AT) && seen.state() == JobState.QUEUED;
		unchanged.forEach((path) -> filter.putIfAbsent(path, new Document("$eq", value(seen, path))));
		JobRecord updated = moved ? writeMoved(seen, filter, update) : write(seen, filter, update);
		if (updated == null) {
			throw refused(seen, filter);
		}
		if (updated.has(JobFields.CLAIMABLE)) {
			this.notifier.signalOlderWork(updated.type());
		}
		return updated;
	}

	/**
	 * Changes the time of a queued job. One that waits for others gets its marker when
	 * they have completed, unless they just have.
	 */
	private @Nullable JobRecord writeMoved(JobRecord seen, Document filter, JobUpdateDocument update) {
		JobRecord updated = seen.has(JobFields.WAITS_FOR)
				? write(seen, waiting(filter, new Document("$exists", true)), update) : null;
		if (updated != null) {
			return updated;
		}
		Date runAt = update.build().get("$set", new Document()).getDate(JobFields.RUN_AT);
		TransitionUpdates.mark(update, (runAt != null) ? runAt.toInstant() : null, this.store.measuredNow());
		return write(seen, waiting(filter, null), update);
	}

	private @Nullable JobRecord write(JobRecord seen, Document filter, JobUpdateDocument update) {
		Document built = update.build();
		return this.uniqueJobs.update(seen, built,
				() -> JobRecord.ofNullable(this.store.transactionalJobs().findOneAndUpdate(filter, built, AFTER)));
	}

	private static Document waiting(Document filter, @Nullable Document condition) {
		return new Document(filter).append(JobFields.WAITS_FOR, condition);
	}

	/**
	 * A change of {@code runAt} sets markers that belong to a state, so it holds for that
	 * state alone; other changes hold for each state that is not final.
	 */
	private void restrictToLiving(JobRecord seen, Changes changes, Document filter) {
		JobState state = seen.state();
		if (state.isFinal()) {
			throw new JobStateException(seen.type(), seen.id(), state, "it has ended and can no longer be changed");
		}
		if (!changes.concernTheWait()) {
			filter.append(JobFields.STATE,
					new Document("$nin", List.of(JobState.COMPLETED.value(), JobState.ABORTED.value())));
			return;
		}
		if (!changes.options.isEmpty() && state != JobState.QUEUED && state != JobState.PAUSED) {
			throw new JobStateException(seen.type(), seen.id(), state,
					"options of plugins can be changed only while a job is queued or paused");
		}
		if (state == JobState.RUNNING) {
			throw new JobStateException(seen.type(), seen.id(), state,
					"runAt and options of plugins can no longer be changed, it has started");
		}
		if (!this.store.kinds().isReady(seen)) {
			throw new JobStateException(seen.type(), seen.id(), state,
					"runAt and options of plugins cannot be changed while its records are being uploaded");
		}
		filter.append(JobFields.STATE, state.value()).putAll(this.store.kinds().ready());
	}

	private void addFields(JobRecord seen, Map<String, @Nullable Object> changed, Document filter,
			JobUpdateDocument update, List<String> problems) {
		if (changed.isEmpty()) {
			return;
		}
		String type = seen.type();
		JobClass<?> jobClass = this.binder.classes().find(type);
		if (jobClass == null) {
			throw new UnknownJobClassException(type, this.binder.classes().names());
		}
		if (jobClass.fieldsType() == null) {
			problems.add("fields: the class has none");
			return;
		}
		List<MappedField> known = new ArrayList<>();
		Document fields = changed(jobClass, seen, changed, known, problems);
		if (fields == null) {
			return;
		}
		Object object;
		try {
			object = this.binder.mapper().read(jobClass.declaredFields(), fields);
		}
		catch (RuntimeException ex) {
			problems.add(misfit(jobClass, seen.fields(), fields, known, ex));
			return;
		}
		Document checked = this.creation.checkedFields(jobClass, object, problems);
		known.forEach((field) -> {
			String stored = field.storedName();
			String path = JobFields.FIELDS + "." + stored;
			filter.append(path, new Document("$eq", seen.fields().get(stored)));
			if (checked.containsKey(stored)) {
				update.setNullable(path, checked.get(stored));
			}
			else {
				update.unset(path);
			}
		});
	}

	/**
	 * The stored fields with the changes in them.
	 * @param jobClass the class of the job
	 * @param seen the job as the caller has seen it
	 * @param changes the new values by the name of the field
	 * @param known receives the fields that change
	 * @param problems receives what is wrong
	 * @return the fields, or {@code null} when anything is wrong
	 */
	private @Nullable Document changed(JobClass<?> jobClass, JobRecord seen, Map<String, @Nullable Object> changes,
			List<MappedField> known, List<String> problems) {
		Document fields = (Document) DocumentCopy.of(seen.fields());
		List<String> wrong = new ArrayList<>();
		changes.forEach((name, value) -> {
			MappedField field = find(jobClass, name);
			if (field == null) {
				wrong.add("fields." + name + ": there is no such field; there are "
						+ jobClass.fields().stream().map(MappedField::name).collect(Collectors.joining(", ")));
				return;
			}
			known.add(field);
			try {
				fields.put(field.storedName(), (value != null)
						? this.binder.mapper().writeFieldValue(jobClass.declaredFields(), name, value) : null);
			}
			catch (RuntimeException ex) {
				wrong.add("fields." + name + ": the new value cannot be stored"
						+ (field.hidden() ? "" : ": " + ex.getMessage()));
			}
		});
		problems.addAll(wrong);
		return wrong.isEmpty() ? fields : null;
	}

	/**
	 * Says which values no object can be made of: the changed one that the mapping names,
	 * those that the job has had before, or else the changed ones that do not fit by
	 * themselves, or only do not go together.
	 */
	private String misfit(JobClass<?> jobClass, Document before, Document after, List<MappedField> changed,
			RuntimeException thrown) {
		String wrong = MappingErrors.wrongField(thrown);
		if (changed.stream().anyMatch((field) -> field.name().equals(wrong))) {
			return "the new values do not fit: " + MappingErrors.problem("fields", thrown);
		}
		RuntimeException present = unreadable(jobClass, before);
		if (present != null) {
			return "what is stored does not fit already, so this change is not possible: "
					+ Objects.requireNonNullElseGet(MappingErrors.problem("fields", present), present::getMessage);
		}
		List<MappedField> misfits = changed.stream()
			.filter((field) -> unreadable(jobClass,
					new Document(before).append(field.storedName(), after.get(field.storedName()))) != null)
			.toList();
		return (misfits.isEmpty() ? changed : misfits).stream()
			.map((field) -> "fields." + field.name())
			.collect(Collectors.joining(", ")) + ": the new values do not fit: " + thrown.getMessage();
	}

	private @Nullable RuntimeException unreadable(JobClass<?> jobClass, Document fields) {
		try {
			this.binder.classes().mapper().read(jobClass.declaredFields(), fields);
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	/**
	 * Adds changed options of plugins, with what the plugins make of them.
	 */
	private void addOptions(JobRecord seen, Map<Class<? extends Annotation>, Map<String, Object>> changed,
			Document filter, JobUpdateDocument update, List<String> problems) {
		if (changed.isEmpty()) {
			return;
		}
		String type = seen.type();
		JobClass<?> jobClass = this.binder.classes().find(type);
		if (jobClass == null) {
			throw new UnknownJobClassException(type, this.binder.classes().names());
		}
		JobRecord job = new JobRecord((Document) DocumentCopy.of(seen.document()));
		Document options = job.options();
		jobClass.plugins().options().stored(changed, problems).forEach((section, attributes) -> {
			Document all = options.get(section, new Document());
			all.putAll((Document) attributes);
			options.append(section, all);
		});
		job.document().append(JobFields.OPTIONS, options);
		NewJobView view = new NewJobView(job, jobClass, this.binder, problems, job.instant(JobFields.EXPIRES_AT));
		jobClass.plugins().updated(view);
		if (!problems.isEmpty()) {
			return;
		}
		List<String> keys = jobClass.plugins().keys(view);
		update.setOrUnset(JobFields.UNIQUE, keys.isEmpty() ? null : keys);
		for (String name : List.of(JobFields.OPTIONS, JobFields.PLUGINS)) {
			filter.append(name, new Document("$eq", seen.get(name)));
			update.setOrUnset(name, job.get(name));
		}
		filter.append(JobFields.STATE, seen.state().value());
		Instant runAt = job.instant(JobFields.RUN_AT);
		if (!Objects.equals(seen.instant(JobFields.RUN_AT), runAt)) {
			filter.append(JobFields.RUN_AT, new Document("$eq", seen.date(JobFields.RUN_AT)));
			update.setOrUnset(JobFields.RUN_AT, TransitionUpdates.date(runAt));
			Instant expiresAt = (runAt != null)
					? TransitionUpdates.movedExpiry(seen, jobClass.defaults().expiresAfter(), runAt) : null;
			if (expiresAt != null) {
				update.set(JobFields.EXPIRES_AT, Date.from(expiresAt));
			}
		}
	}

	private RocketJobException refused(JobRecord seen, Document filter) {
		ObjectId id = seen.id();
		JobRecord present = this.store.reload(id);
		List<String> differences = new ArrayList<>();
		filter.forEach((name, condition) -> {
			if (condition instanceof Document range && range.containsKey("$nin")) {
				return;
			}
			Object then = value(seen, name);
			Object now = value(present, name);
			if (!Objects.deepEquals(then, now)) {
				differences
					.add(isHidden(present, name) ? name + " is another" : name + " was " + then + " and is " + now);
			}
		});
		JobState state = present.state();
		if (state.isFinal()) {
			return new JobStateException(present.type(), id, state, "it has ended and can no longer be changed");
		}
		return new StaleJobException(present.type(), id,
				differences.isEmpty() ? "it was changed and changed back" : String.join(", ", differences));
	}

	private static @Nullable MappedField find(JobClass<?> jobClass, String name) {
		return jobClass.fields().stream().filter((field) -> field.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * Whether neither the value nor what it is encrypted as may be shown.
	 */
	private boolean isHidden(JobRecord job, String path) {
		JobClass<?> jobClass = this.binder.classes().find(job.type());
		return jobClass != null && jobClass.fields()
			.stream()
			.anyMatch((field) -> field.hidden() && path.equals(JobFields.FIELDS + "." + field.storedName()));
	}

	/** The names of fields may have dots. */
	private static @Nullable Object value(JobRecord job, String path) {
		int dot = path.indexOf('.');
		if (dot < 0) {
			return job.get(path);
		}
		Document part = job.part(path.substring(0, dot));
		return (part != null) ? part.get(path.substring(dot + 1)) : null;
	}

	private static final class Changes implements JobUpdate {

		private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

		private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

		private final Map<Class<? extends Annotation>, Map<String, Object>> options = new LinkedHashMap<>();

		private final List<String> problems = new ArrayList<>();

		boolean isEmpty() {
			return this.values.isEmpty() && this.fields.isEmpty() && this.options.isEmpty() && this.problems.isEmpty();
		}

		/**
		 * Whether something changes that the state of the job must allow.
		 */
		boolean concernTheWait() {
			return this.values.containsKey(JobFields.RUN_AT) || !this.options.isEmpty();
		}

		@Override
		public JobUpdate set(Class<? extends Annotation> annotation, String attribute, Object value) {
			this.options.computeIfAbsent(annotation, (first) -> new LinkedHashMap<>()).put(attribute, value);
			return this;
		}

		@Override
		public JobUpdate priority(int priority) {
			this.values.put(JobFields.PRIORITY, priority);
			return this;
		}

		@Override
		public JobUpdate runAt(@Nullable Instant runAt) {
			if (JobDefaults.checkTime("runAt", runAt, this.problems)) {
				this.values.put(JobFields.RUN_AT,
						TransitionUpdates.date((runAt != null) ? runAt.truncatedTo(ChronoUnit.MILLIS) : null));
			}
			return this;
		}

		@Override
		public JobUpdate description(@Nullable String description) {
			this.values.put(JobFields.DESCRIPTION, Texts.boundedOrNull(description, Texts.MESSAGE));
			return this;
		}

		@Override
		public JobUpdate field(String name, @Nullable Object value) {
			this.fields.put(name, value);
			return this;
		}

	}

}
