package io.rocketjob.operation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.rocketjob.document.JobRecord;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * What a form was made from: a mark of each value, so that it can be said which of them
 * has changed. A value that the operator may not see has no mark, because it could be
 * guessed by it.
 *
 * @param marks the marks by the names of the values
 */
record JobVersion(Map<String, String> marks) {

	private static final int BYTES = 9;

	/**
	 * The version of a job as it was read.
	 * @param job the job
	 * @param paths the paths of the values by their names
	 * @return the version
	 */
	static JobVersion of(JobRecord job, Map<String, String> paths) {
		Map<String, String> marks = new LinkedHashMap<>();
		paths.forEach((name, path) -> marks.put(name, mark(job, name, path)));
		return new JobVersion(marks);
	}

	/**
	 * Reads a version that a form had.
	 * @param job the job
	 * @param paths the paths of the values by their names
	 * @param text the version
	 * @return the version
	 */
	static JobVersion parse(JobRecord job, Map<String, String> paths, String text) {
		Map<String, String> marks = new LinkedHashMap<>();
		try {
			String[] lines = new String(Base64.getUrlDecoder().decode(text.strip()), StandardCharsets.UTF_8).split("\n",
					-1);
			for (int i = 1; i < lines.length; i++) {
				int colon = lines[i].lastIndexOf(':');
				marks.put(lines[i].substring(0, Math.max(colon, 0)), lines[i].substring(colon + 1));
			}
			if (lines[0].equals(job.id().toHexString()) && paths.keySet().containsAll(marks.keySet())) {
				return new JobVersion(marks);
			}
		}
		catch (IllegalArgumentException ex) {
			// is told below
		}
		throw OperationException
			.badRequest("version is not that of a form of this job; it is given as the form has it");
	}

	/**
	 * The version as it is in a form.
	 * @param job the job
	 * @return a text
	 */
	String text(JobRecord job) {
		StringBuilder lines = new StringBuilder(job.id().toHexString());
		this.marks.forEach((name, mark) -> lines.append('\n').append(name).append(':').append(mark));
		return Base64.getUrlEncoder()
			.withoutPadding()
			.encodeToString(lines.toString().getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * The names of the values that another version has otherwise.
	 * @param now the version of the job as it is now
	 * @return the names
	 */
	List<String> changed(JobVersion now) {
		List<String> changed = new ArrayList<>();
		this.marks.forEach((name, mark) -> {
			if (!mark.equals(now.marks.get(name))) {
				changed.add(name);
			}
		});
		return changed;
	}

	Collection<String> names() {
		return this.marks.keySet();
	}

	private static String mark(JobRecord job, String name, String path) {
		String stored = new Document(name, value(job, path)).toJson();
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256")
				.digest((job.id() + stored).getBytes(StandardCharsets.UTF_8));
			return Base64.getUrlEncoder().encodeToString(digest).substring(0, BYTES);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Object value(JobRecord job, String path) {
		int dot = path.indexOf('.');
		if (dot < 0) {
			return job.get(path);
		}
		Document part = job.part(path.substring(0, dot));
		return (part != null) ? part.get(path.substring(dot + 1)) : null;
	}

}
