package io.rocketjob.job;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;

import io.rocketjob.document.JobFields;
import io.rocketjob.jobclass.JobClass;
import io.rocketjob.mongo.FieldsMapper;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Finds conditions on encrypted fields, which would match nothing. Whether such a field
 * is there can be asked.
 */
final class EncryptedConditions {

	private static final String PREFIX = JobFields.FIELDS + ".";

	private static final Set<String> PRESENCE = Set.of("$exists", "$type");

	private EncryptedConditions() {
	}

	/**
	 * The fields whose values a condition compares.
	 * @param condition a condition on stored names
	 * @return their paths in the document of the job
	 */
	static Set<String> compared(Document condition) {
		Set<String> paths = new LinkedHashSet<>();
		condition.forEach((name, value) -> {
			if (name.startsWith("$") && value instanceof Collection<?> parts) {
				parts.forEach((part) -> {
					if (part instanceof Document inner) {
						paths.addAll(compared(inner));
					}
				});
			}
			else if (name.startsWith(PREFIX) && isComparison(value)) {
				paths.add(name);
			}
		});
		return paths;
	}

	private static boolean isComparison(@Nullable Object value) {
		if (value instanceof Document document && document.keySet().stream().anyMatch((key) -> key.startsWith("$"))) {
			return document.entrySet()
				.stream()
				.anyMatch((operator) -> operator.getValue() != null && !PRESENCE.contains(operator.getKey()));
		}
		return value != null;
	}

	/**
	 * Refuses paths that are encrypted in all of the classes that have them.
	 * @param paths paths in the document of a job
	 * @param classes the classes whose jobs are looked for
	 * @param mapper knows what is encrypted
	 * @throws IllegalArgumentException when there is one
	 */
	static void check(Collection<String> paths, Collection<JobClass<?>> classes, FieldsMapper mapper) {
		for (String path : paths) {
			Set<String> encrypting = new TreeSet<>();
			boolean readable = false;
			for (JobClass<?> jobClass : classes) {
				Boolean encrypted = isEncrypted(jobClass, path, mapper);
				if (Boolean.TRUE.equals(encrypted)) {
					encrypting.add(jobClass.name());
				}
				readable |= Boolean.FALSE.equals(encrypted);
			}
			if (!encrypting.isEmpty() && !readable) {
				throw new IllegalArgumentException(path + " is encrypted in " + String.join(", ", encrypting)
						+ ", so jobs can neither be looked for nor sorted by its value; only whether it is there can"
						+ " be asked");
			}
		}
	}

	private static @Nullable Boolean isEncrypted(JobClass<?> jobClass, String path, FieldsMapper mapper) {
		Class<?> type = jobClass.fieldsType();
		return (type != null && path.startsWith(PREFIX))
				? mapper.isEncrypted(jobClass.declaredFields(), path.substring(PREFIX.length())) : null;
	}

}
