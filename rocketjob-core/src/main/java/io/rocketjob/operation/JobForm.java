package io.rocketjob.operation;

import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.rocketjob.JobInstance;
import io.rocketjob.JobOptions;
import io.rocketjob.JobUpdate;
import io.rocketjob.batch.BatchKind;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.job.JobEngine;
import io.rocketjob.job.StoredJob;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.MappedField;
import io.rocketjob.operation.JobFormDescriptor.ValueDescriptor;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Reads the options and fields that an operator gives a job, and says what would be
 * right. Thread-safe.
 */
final class JobForm {

	static final String PRIORITY = "priority";

	private static final int LAST_PRIORITY = 100;

	static final String THROTTLE = "throttleRunningWorkers";

	private static final String DESCRIPTION = "description";

	private static final String RUN_AT = "runAt";

	private static final String EXPIRES_AT = "expiresAt";

	private static final String FIELDS = "fields.";

	private final JobEngine engine;

	JobForm(JobEngine engine) {
		this.engine = engine;
	}

	static int priority(@Nullable Object given) {
		return Given.number(PRIORITY, given, 0, 1, LAST_PRIORITY);
	}

	/**
	 * Reads changes of a job.
	 * @param job the job
	 * @param changes new values by name
	 * @return what makes the changes
	 */
	Consumer<JobUpdate> update(JobInstance<?> job, Map<String, @Nullable Object> changes) {
		List<Consumer<JobUpdate>> updates = changes.entrySet()
			.stream()
			.map((change) -> update(job, change.getKey(), change.getValue()))
			.toList();
		return (update) -> updates.forEach((each) -> each.accept(update));
	}

	private Consumer<JobUpdate> update(JobInstance<?> job, String name, @Nullable Object value) {
		switch (name) {
			case PRIORITY -> {
				int priority = priority(value);
				return (update) -> update.priority(priority);
			}
			case DESCRIPTION -> {
				String description = Given.text(DESCRIPTION, value);
				return (update) -> update.description(description);
			}
			case RUN_AT -> {
				Instant runAt = Given.time(RUN_AT, value);
				return (update) -> update.runAt(runAt);
			}
			case THROTTLE -> {
				return (update) -> {
					// is set besides
				};
			}
			default -> {
				MappedField field = editable(job, name);
				Object given = Given.value(name, value, field.type());
				return (update) -> update.field(field.name(), given);
			}
		}
	}

	/**
	 * The paths of what can be changed of a job, by the names that forms have.
	 * @param job the job
	 * @return the paths, in the order of a form
	 */
	Map<String, String> paths(JobRecord job) {
		Map<String, String> paths = new LinkedHashMap<>();
		paths.put(PRIORITY, JobFields.PRIORITY);
		paths.put(RUN_AT, JobFields.RUN_AT);
		paths.put(DESCRIPTION, JobFields.DESCRIPTION);
		if (BatchKind.isBatch(job)) {
			paths.put(THROTTLE, BatchKind.THROTTLE);
		}
		editable(job).forEach((name, field) -> paths.put(name, JobFields.FIELDS + "." + field.storedName()));
		return paths;
	}

	private Map<String, MappedField> editable(JobRecord job) {
		JobClass<?> known = this.engine.classes().find(job.type());
		Map<String, MappedField> editable = new LinkedHashMap<>();
		if (known != null && known.fieldsType() != null) {
			known.editableFields().forEach((field) -> editable.put(FIELDS + field.name(), field));
		}
		return editable;
	}

	/**
	 * The paths of what an operator may see of it.
	 * @param job the job
	 * @param masking what hides the rest
	 * @return the paths by the names that forms have
	 */
	Map<String, String> visiblePaths(JobRecord job, Masking masking) {
		Map<String, String> paths = paths(job);
		if (masking == Masking.HIDDEN) {
			paths.remove(DESCRIPTION);
			// what is encrypted cannot be guessed by a mark
			editable(job)
				.forEach((name, field) -> paths.computeIfPresent(name, (same, path) -> field.hidden() ? path : null));
		}
		return paths;
	}

	/**
	 * Describes what can be changed of a job.
	 * @param job the job
	 * @param masking what an operator may see of it
	 * @return the form
	 */
	JobFormDescriptor describe(JobRecord job, Masking masking) {
		JobInstance<?> instance = new StoredJob<>(job, this.engine);
		Map<String, MappedField> editable = editable(job);
		List<ValueDescriptor> values = paths(job).keySet().stream().map((name) -> switch (name) {
			case PRIORITY -> plain(name, "int", String.valueOf(job.priority()));
			case RUN_AT -> plain(name, "Instant", Objects.toString(instance.runAt(), null));
			case DESCRIPTION ->
				new ValueDescriptor(name, "String", (masking == Masking.SHOWN) ? instance.description() : null,
						masking == Masking.HIDDEN && instance.description() != null, true, List.of());
			case THROTTLE -> plain(name, "Integer", Objects.toString(throttle(job), null));
			default -> field(job, name, Objects.requireNonNull(editable.get(name)), masking);
		}).toList();
		String version = JobVersion.of(job, visiblePaths(job, masking)).text(job);
		return new JobFormDescriptor(job.id().toHexString(), job.type(), JobSummaryDescriptor.state(instance), version,
				values);
	}

	private static ValueDescriptor plain(String name, String type, @Nullable String text) {
		return new ValueDescriptor(name, type, text, false, true, List.of());
	}

	private static @Nullable Object throttle(JobRecord job) {
		int dot = BatchKind.THROTTLE.indexOf('.');
		return Objects.requireNonNull(job.part(BatchKind.THROTTLE.substring(0, dot)))
			.get(BatchKind.THROTTLE.substring(dot + 1));
	}

	private ValueDescriptor field(JobRecord job, String name, MappedField field, Masking masking) {
		Object stored = job.fields().get(field.storedName());
		boolean hidden = stored != null && (field.hidden() || masking == Masking.HIDDEN);
		boolean texts = Given.isText(field.type());
		List<String> choices = (field.type() == boolean.class || field.type() == Boolean.class)
				? List.of("true", "false")
				: field.type().isEnum() ? Arrays.stream(field.type().getEnumConstants())
					.map((constant) -> ((Enum<?>) constant).name())
					.toList() : List.of();
		return new ValueDescriptor(name, field.type().getSimpleName(),
				(stored != null && !hidden && texts) ? text(field, stored) : null, hidden, texts, choices);
	}

	private @Nullable String text(MappedField field, Object stored) {
		try {
			return Given
				.textOf(this.engine.mapper().readValue(ClassUtils.resolvePrimitiveIfNecessary(field.type()), stored));
		}
		catch (RuntimeException ex) {
			// it is no value of its class; a new one can be given
			return null;
		}
	}

	/**
	 * Reads what is to be set of a job besides its options and fields.
	 * @param job the job
	 * @param changes new values by name
	 * @return what to set by path, {@code null} to remove it
	 */
	static Map<String, @Nullable Object> besides(JobRecord job, Map<String, @Nullable Object> changes) {
		Map<String, @Nullable Object> besides = new LinkedHashMap<>();
		if (changes.containsKey(THROTTLE)) {
			Object given = changes.get(THROTTLE);
			if (!BatchKind.isBatch(job)) {
				throw OperationException.badRequest(THROTTLE + " can be changed of batches only");
			}
			besides.put(BatchKind.THROTTLE, (given == null || given.toString().isBlank()) ? null
					: (Integer) Given.number(THROTTLE, given, 0, 1, Integer.MAX_VALUE));
		}
		return besides;
	}

	private MappedField editable(JobInstance<?> job, String name) {
		List<MappedField> editable = jobClass(job.jobClass()).editableFields();
		return editable.stream()
			.filter((field) -> name.equals(FIELDS + field.name()))
			.findFirst()
			.orElseThrow(() -> OperationException.badRequest("there is no '" + name + "' to change; there are priority,"
					+ " description, runAt"
					+ editable.stream().map((field) -> ", " + FIELDS + field.name()).collect(Collectors.joining())));
	}

	/**
	 * The job class with a name.
	 * @param jobClass the name
	 * @return the class
	 */
	JobClass<?> jobClass(String jobClass) {
		JobClass<?> known = this.engine.classes().find(jobClass);
		if (known == null) {
			throw OperationException.badRequest("There is no job class '" + jobClass + "' here; there are "
					+ String.join(", ", this.engine.classes().names()));
		}
		return known;
	}

	/**
	 * What listeners are told of a value that is changed.
	 * @param job the job
	 * @param record the same as it is stored
	 * @param name the name of the value
	 * @return the value, or what stands for it
	 */
	static @Nullable Object audited(JobInstance<?> job, JobRecord record, String name) {
		return switch (name) {
			case THROTTLE -> BatchKind.isBatch(record) ? throttle(record) : null;
			case PRIORITY -> job.priority();
			case RUN_AT -> job.runAt();
			case DESCRIPTION -> Masking.HIDDEN.text(job.description());
			default -> Masking.MASK;
		};
	}

	/**
	 * Reads the options of a new job.
	 * @param given the options by name
	 * @return what sets them
	 */
	static Consumer<JobOptions> options(Map<String, @Nullable Object> given) {
		List<Consumer<JobOptions>> options = given.entrySet()
			.stream()
			.<Consumer<JobOptions>>map((option) -> switch (option.getKey()) {
				case PRIORITY -> {
					int priority = priority(option.getValue());
					yield (all) -> all.priority(priority);
				}
				case DESCRIPTION -> {
					String description = Given.text(DESCRIPTION, option.getValue());
					yield (all) -> all.description(description);
				}
				case RUN_AT -> {
					Instant runAt = Given.time(RUN_AT, option.getValue());
					yield (all) -> all.runAt(runAt);
				}
				case EXPIRES_AT -> {
					Instant expiresAt = Given.time(EXPIRES_AT, option.getValue());
					yield (all) -> all.expiresAt(expiresAt);
				}
				default -> throw OperationException.badRequest("there is no option '" + option.getKey()
						+ "'; there are priority, description, runAt, expiresAt");
			})
			.toList();
		return (all) -> options.forEach((each) -> each.accept(all));
	}

	/**
	 * Makes the fields object of a new job.
	 * @param known its class
	 * @param given the fields by their names in the class
	 * @return the object; {@code null} for a class without fields
	 */
	@Nullable Object fields(JobClass<?> known, Map<String, @Nullable Object> given) {
		if (known.fieldsType() == null) {
			if (!given.isEmpty()) {
				throw OperationException.badRequest(known.name() + " has no fields");
			}
			return null;
		}
		Map<String, MappedField> byName = new LinkedHashMap<>();
		known.fields().forEach((field) -> byName.put(field.name(), field));
		Document stored = new Document();
		given.forEach((name, value) -> {
			MappedField field = byName.get(name);
			if (field == null) {
				throw OperationException.badRequest("there is no field '" + name + "'; " + known.name() + " has "
						+ String.join(", ", byName.keySet()));
			}
			stored.append(field.storedName(), stored(known, field, value));
		});
		try {
			return this.engine.mapper().read(known.declaredFields(), stored);
		}
		catch (RuntimeException ex) {
			// its message may have a value of an encrypted field
			throw OperationException.badRequest("The fields are not what " + known.name() + " demands; it has "
					+ byName.values()
						.stream()
						.map((field) -> field.name() + " (" + field.type().getSimpleName() + ")")
						.collect(Collectors.joining(", ")));
		}
	}

	private @Nullable Object stored(JobClass<?> known, MappedField field, @Nullable Object given) {
		Object value = Given.value(FIELDS + field.name(), given, field.type());
		if (value == null) {
			return null;
		}
		try {
			return this.engine.mapper().writeFieldValue(known.declaredFields(), field.name(), value);
		}
		catch (RuntimeException ex) {
			throw OperationException
				.badRequest(FIELDS + field.name() + " must be of the type " + field.type().getSimpleName());
		}
	}

}
