package io.rocketjob.operation;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.rocketjob.JobInstance;
import io.rocketjob.JobOptions;
import io.rocketjob.JobUpdate;
import io.rocketjob.job.JobEngine;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.MappedField;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reads the options and fields that an operator gives a job, and says what would be
 * right. Thread-safe.
 */
final class JobForm {

	static final String PRIORITY = "priority";

	private static final int LAST_PRIORITY = 100;

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
			default -> {
				MappedField field = editable(job, name);
				Object given = Given.value(name, value, field.type());
				return (update) -> update.field(field.name(), given);
			}
		}
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
	 * @param name the name of the value
	 * @return the value, or what stands for it
	 */
	static @Nullable Object audited(JobInstance<?> job, String name) {
		return switch (name) {
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
