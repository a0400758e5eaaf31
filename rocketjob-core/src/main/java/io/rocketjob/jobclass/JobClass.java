package io.rocketjob.jobclass;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.rocketjob.JobBean;
import io.rocketjob.JobCallbacks;
import io.rocketjob.mongo.DocumentCopy;
import io.rocketjob.mongo.FieldsMapper;
import io.rocketjob.mongo.MappedField;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.function.SingletonSupplier;

/**
 * Internal: what is known of a job class: its names, its bean, its options.
 *
 * @param <F> the type of the fields
 */
public final class JobClass<F extends @Nullable Object> {

	private final Declaration declaration;

	private final @Nullable Class<?> fieldsType;

	private final Supplier<List<MappedField>> fields;

	private final JobDefaults defaults;

	private final Supplier<JobBean<F>> bean;

	private final Supplier<List<JobCallbacks<F>>> callbacks;

	private final Supplier<ClassPlugins> plugins;

	JobClass(Declaration declaration, JobDefaults defaults, Supplier<List<MappedField>> fields,
			Supplier<JobBean<F>> bean, Supplier<List<JobCallbacks<F>>> callbacks,
			Function<JobClass<?>, ClassPlugins> plugins) {
		this.declaration = declaration;
		Class<?> raw = declaration.declaredFields().resolve(Void.class);
		this.fieldsType = (raw != Void.class) ? raw : null;
		this.fields = fields;
		this.defaults = defaults;
		this.bean = bean;
		this.callbacks = callbacks;
		this.plugins = SingletonSupplier.of(() -> plugins.apply(this));
	}

	/**
	 * The stable name of the class.
	 * @return the name
	 */
	public String name() {
		return this.declaration.name();
	}

	List<String> formerNames() {
		return this.declaration.formerNames();
	}

	/**
	 * The class of the job bean.
	 * @return the class
	 */
	public Class<?> type() {
		return this.declaration.type();
	}

	/**
	 * The class of the fields object.
	 * @return the class, or {@code null} for a job without fields
	 */
	public @Nullable Class<?> fieldsType() {
		return this.fieldsType;
	}

	/**
	 * The type of the fields object with its type arguments.
	 * @return the type that the class declares, {@link Void} for a job without fields
	 */
	public ResolvableType declaredFields() {
		return this.declaration.declaredFields();
	}

	/**
	 * The fields of its fields object.
	 * @return the fields in order, none for a job without fields
	 */
	public List<MappedField> fields() {
		return this.fields.get();
	}

	/**
	 * The fields that people may change. The value of one that is
	 * {@link MappedField#hidden() hidden} can be replaced and must not be shown.
	 * @return the fields in order
	 */
	public List<MappedField> editableFields() {
		return fields().stream().filter(MappedField::editable).toList();
	}

	/**
	 * The fields with which the next occurrence of a scheduled job begins. What is
	 * encrypted stays as it is, and the object is of the same class as before.
	 * @param stored the stored fields of a job
	 * @return those that are annotated so, as they are stored
	 */
	public Document copyOnRestart(Document stored) {
		Document copy = FieldsMapper.typeOf(stored, this.declaration.declaredFields());
		fields().stream()
			.filter((field) -> field.copiedOnRestart() && stored.containsKey(field.storedName()))
			.forEach((field) -> copy.append(field.storedName(), stored.get(field.storedName())));
		return (Document) DocumentCopy.of(copy);
	}

	/**
	 * The options of its jobs.
	 * @return the options that the configuration or the annotation gives
	 */
	public JobDefaults defaults() {
		return this.defaults;
	}

	public boolean interruptible() {
		return this.declaration.interruptible();
	}

	public boolean pausable() {
		return this.declaration.pausable();
	}

	/**
	 * The job bean.
	 * @return the bean
	 */
	public JobBean<F> bean() {
		return this.bean.get();
	}

	/**
	 * The callbacks for jobs of this class, in the order of before-callbacks.
	 * @return the callbacks
	 */
	public CallbackChain<F> callbacks() {
		return new CallbackChain<>(this.callbacks.get());
	}

	/**
	 * What plugins have contributed to the class.
	 * @return the contributions
	 */
	public ClassPlugins plugins() {
		return this.plugins.get();
	}

	@Override
	public String toString() {
		return this.declaration.name();
	}

	/**
	 * What a class declares.
	 *
	 * @param name its stable name
	 * @param formerNames the names under which its jobs were stored before
	 * @param type the class of the job bean
	 * @param declaredFields the type of the fields object, {@link Void} when it has none
	 * @param interruptible whether its runs are interrupted when they are cancelled
	 * @param pausable whether a running job may be paused
	 */
	record Declaration(String name, List<String> formerNames, Class<?> type, ResolvableType declaredFields,
			boolean interruptible, boolean pausable) {
	}

}
