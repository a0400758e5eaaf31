package io.rocketjob.document;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

import io.rocketjob.JobFailure;
import io.rocketjob.RocketJobException;
import io.rocketjob.logging.Redaction;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: the stored form of the exception that a job failed with, bounded in size.
 */
public final class FailureDocument {

	private static final int CAUSES = 10;

	private static final int SUMMARY = 300;

	private FailureDocument() {
	}

	/**
	 * Describes an exception. Never throws, whatever the exception's own methods do.
	 * @param thrown the exception
	 * @param worker the worker that it was thrown on
	 * @return what to store
	 */
	public static Document of(Throwable thrown, @Nullable String worker) {
		return of(thrown, worker, Redaction.NONE);
	}

	/**
	 * Describes an exception that may know what must not be shown. Never throws, whatever
	 * the exception's own methods do.
	 * @param thrown the exception
	 * @param worker the worker that it was thrown on
	 * @param redaction what to replace in its texts
	 * @return what to store
	 */
	public static Document of(Throwable thrown, @Nullable String worker, Redaction redaction) {
		Document document = describe(thrown, redaction);
		document.append("stackTrace", stackTrace(thrown, redaction));
		List<Document> causes = new ArrayList<>();
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		seen.add(thrown);
		Throwable cause = cause(thrown);
		while (cause != null && causes.size() < CAUSES && seen.add(cause)) {
			causes.add(describe(cause, redaction));
			cause = cause(cause);
		}
		document.append("causes", causes);
		if (worker != null) {
			document.append("workerName", worker);
		}
		return document;
	}

	/**
	 * The class and the message of an exception, for the history: it stays when the job
	 * is retried.
	 * @param exception the stored form of the exception
	 * @return a text of at most {@value #SUMMARY} characters
	 */
	public static String summary(Document exception) {
		return Texts.bounded(read(exception).toString(), SUMMARY);
	}

	/**
	 * What makes an exception one of a kind: its class, and those of its causes.
	 * @param exception the stored form of the exception
	 * @return a document that is the same for all of a kind
	 */
	public static Document kind(Document exception) {
		List<@Nullable String> causes = exception.getList("causes", Document.class, List.of())
			.stream()
			.map((cause) -> cause.getString("class"))
			.toList();
		return new Document("class", exception.getString("class")).append("causes", causes);
	}

	/**
	 * Matches the documents that have an exception of a kind.
	 * @param field the name of what has it
	 * @param kind the kind
	 * @return a filter
	 */
	public static Document ofKind(String field, Document kind) {
		List<String> causes = kind.getList("causes", String.class);
		Document filter = new Document(field + ".class", kind.getString("class")).append(field + ".causes",
				new Document("$size", causes.size()));
		for (int i = 0; i < causes.size(); i++) {
			filter.append(field + ".causes." + i + ".class", causes.get(i));
		}
		return filter;
	}

	/**
	 * Describes a failure that sums up others.
	 * @param className the class of the exception that stands for them
	 * @param message what there is to say
	 * @param stackTrace the stack trace of one of them
	 * @return what to store
	 */
	public static Document of(String className, String message, String stackTrace) {
		return new Document("class", className).append("message", Texts.bounded(message, Texts.MESSAGE))
			.append("stackTrace", Texts.bounded(stackTrace, Texts.STACK_TRACE))
			.append("causes", List.of());
	}

	/**
	 * Describes a failure that a user has decided on.
	 * @param reason the reason given
	 * @return what to store
	 */
	public static Document byHand(String reason) {
		return new Document("class", RocketJobException.class.getName())
			.append("message", Texts.bounded(reason, Texts.MESSAGE))
			.append("stackTrace", "")
			.append("causes", List.of());
	}

	/**
	 * Reads the stored form of an exception.
	 * @param document what is stored
	 * @return the exception
	 */
	public static JobFailure read(Document document) {
		List<JobFailure.Cause> causes = document.getList("causes", Document.class, List.of())
			.stream()
			.map((cause) -> new JobFailure.Cause(cause.getString("class"), cause.getString("message")))
			.toList();
		return new JobFailure(document.getString("class"), document.getString("message"),
				document.getString("stackTrace"), causes, document.getString("workerName"));
	}

	private static Document describe(Throwable thrown, Redaction redaction) {
		String message;
		try {
			message = redaction.textOrNull(thrown.getMessage());
		}
		catch (Throwable ex) {
			message = "(its message could not be read: " + ex.getClass().getName() + ")";
		}
		return new Document("class", thrown.getClass().getName()).append("message",
				Texts.boundedOrNull(message, Texts.MESSAGE));
	}

	private static @Nullable Throwable cause(Throwable thrown) {
		try {
			return thrown.getCause();
		}
		catch (Throwable ex) {
			return null;
		}
	}

	private static String stackTrace(Throwable thrown, Redaction redaction) {
		try {
			StringWriter text = new StringWriter();
			thrown.printStackTrace(new PrintWriter(text));
			// before it is cut, which could leave a part of what must not be shown
			return Texts.bounded(redaction.text(text.toString()), Texts.STACK_TRACE);
		}
		catch (Throwable ex) {
			return "(its stack trace could not be read: " + ex.getClass().getName() + ")";
		}
	}

}
