package io.rocketjob.job;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;

import io.rocketjob.InvalidJobException;
import io.rocketjob.RocketJobException;
import io.rocketjob.document.JobFields;
import io.rocketjob.document.JobRecord;
import io.rocketjob.document.JobUpdateDocument;
import io.rocketjob.logging.ExceptionLogging;
import io.rocketjob.logging.Redaction;
import io.rocketjob.mongo.FieldsMapper;
import org.bson.BsonBinaryWriter;
import org.bson.Document;
import org.bson.codecs.DocumentCodec;
import org.bson.codecs.EncoderContext;
import org.bson.io.BasicOutputBuffer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Internal: the fields of a job while callbacks and a run work on them: what was read,
 * and what has become of it. Thread-safe.
 *
 * @param <F> the type of the fields
 */
public final class FieldsState<F extends @Nullable Object> {

	/**
	 * The most bytes of fields and result; leaves room in a document of 16 MB for all
	 * that the system writes itself.
	 */
	public static final int LIMIT = 15 * 1024 * 1024;

	private final JobRecord job;

	private final @Nullable Class<?> type;

	private final ResolvableType declared;

	private final FieldsMapper mapper;

	private final ExceptionLogging logging;

	private volatile @Nullable Object value;

	FieldsState(JobRecord job, ResolvableType declared, FieldsMapper mapper, ExceptionLogging logging) {
		this.job = job;
		this.declared = declared;
		Class<?> raw = declared.resolve(Void.class);
		this.type = (raw != Void.class) ? raw : null;
		this.mapper = mapper;
		this.logging = logging;
	}

	/**
	 * The fields object, made from the document when it is first asked for.
	 * @return the fields
	 * @throws RocketJobException when the document does not fit the class
	 */
	@SuppressWarnings({ "unchecked", "NullAway" }) // null where F is Void
	public synchronized F get() {
		if (this.value == null && this.type != null) {
			this.value = read(this.type);
		}
		return (F) this.value;
	}

	/**
	 * Replaces the fields object.
	 * @param fields the new one
	 */
	public synchronized void set(@Nullable Object fields) {
		if (this.type == null || !this.type.isInstance(fields)) {
			throw new IllegalArgumentException("The fields of " + this.job.type() + " must be "
					+ ((this.type != null) ? "a " + this.type.getName() : "null") + ", but are "
					+ ((fields != null) ? "a " + fields.getClass().getName() : "null"));
		}
		this.value = fields;
	}

	/**
	 * The stored form of the fields as they are now.
	 * @return the document
	 */
	Document stored() {
		Object present = this.value;
		return (present != null) ? this.mapper.write(this.declared, present) : this.job.fields();
	}

	/**
	 * Adds what has changed to an update, field by field.
	 * @param update the update
	 */
	public void addChanges(JobUpdateDocument update) {
		Object present = this.value;
		if (present == null || this.type == null) {
			return;
		}
		// the encrypted form of a value is never the same twice
		Document before = this.mapper.writeComparable(this.declared, read(this.type));
		Document comparable = this.mapper.writeComparable(this.declared, present);
		Set<String> changed = new HashSet<>(before.keySet());
		changed.addAll(comparable.keySet());
		changed.removeIf((name) -> Objects.deepEquals(before.get(name), comparable.get(name))
				&& before.containsKey(name) == comparable.containsKey(name));
		if (changed.isEmpty()) {
			return;
		}
		Document after = this.mapper.write(this.declared, present);
		checkSize(this.job.type(), after, null);
		if (changed.stream().anyMatch((name) -> name.isEmpty() || name.contains(".") || name.startsWith("$"))) {
			update.set(JobFields.FIELDS, after);
			return;
		}
		changed.forEach((name) -> {
			String path = JobFields.FIELDS + "." + name;
			if (after.containsKey(name)) {
				update.setNullable(path, after.get(name));
			}
			else {
				update.unset(path);
			}
		});
	}

	/**
	 * Adds what has changed to an update, unless that cannot be stored.
	 * @param update the update
	 * @return why it cannot, or {@code null}
	 */
	@Nullable Throwable addChangesIfPossible(JobUpdateDocument update) {
		try {
			addChanges(update);
			return null;
		}
		catch (RuntimeException ex) {
			return ex;
		}
	}

	/**
	 * What must not be shown of the fields: encrypted values as they were stored, and as
	 * they are now.
	 * @return what replaces them in texts
	 */
	public Redaction redaction() {
		Class<?> fieldsType = this.type;
		Object present = this.value;
		if (fieldsType == null || !this.mapper.mayHaveSecrets((present != null) ? present.getClass() : fieldsType)) {
			return Redaction.NONE;
		}
		Redaction redaction = redaction(() -> read(fieldsType));
		return (present != null) ? redaction.and(redaction(() -> present)) : redaction;
	}

	/**
	 * Makes an exception of the job, or of what belongs to it, fit to be logged.
	 * @param thrown the exception
	 * @return what to log
	 */
	public Throwable loggable(Throwable thrown) {
		return this.logging.loggable(thrown, redaction());
	}

	/**
	 * What cannot be read here cannot have been put into a text.
	 */
	private Redaction redaction(Supplier<Object> fields) {
		try {
			return Redaction.of(this.mapper.secrets(fields.get()));
		}
		catch (RuntimeException | StackOverflowError ex) {
			return Redaction.NONE;
		}
	}

	private Object read(Class<?> fieldsType) {
		try {
			return this.mapper.read(this.declared, this.job.fields());
		}
		catch (RuntimeException ex) {
			throw new RocketJobException("The stored fields of " + this.job.type() + " " + this.job.id()
					+ " cannot be read as " + fieldsType.getName() + ": " + ex.getMessage(), ex);
		}
	}

	/**
	 * Checks that a job stays small enough to be stored.
	 * @param jobClass the name of the job class
	 * @param fields the stored form of its fields
	 * @param result the stored form of its result
	 * @throws InvalidJobException when they are too large
	 */
	static void checkSize(String jobClass, Document fields, @Nullable Object result) {
		int size;
		try (BasicOutputBuffer buffer = new BasicOutputBuffer()) {
			new DocumentCodec().encode(new BsonBinaryWriter(buffer),
					new Document(JobFields.FIELDS, fields).append(JobFields.RESULT, result),
					EncoderContext.builder().build());
			size = buffer.getSize();
		}
		if (size > LIMIT) {
			throw new InvalidJobException(jobClass,
					List.of(((result != null) ? "fields and result" : "fields") + ": " + size
							+ " bytes are too many for one document, at most " + LIMIT
							+ " can be stored; keep large data elsewhere and refer to it"));
		}
	}

}
