package io.rocketjob.mongo;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

import io.rocketjob.CopyOnRestart;
import io.rocketjob.Editable;
import io.rocketjob.Encrypted;
import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.data.annotation.TypeAlias;
import org.springframework.data.mapping.model.Property;
import org.springframework.data.mapping.model.SimpleTypeHolder;
import org.springframework.data.mongodb.core.mapping.BasicMongoPersistentProperty;
import org.springframework.data.mongodb.core.mapping.FieldName;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;
import org.springframework.data.mongodb.core.mapping.MongoPersistentProperty;
import org.springframework.util.StringUtils;

/**
 * A property of a fields object, or of an object inside of one, and what its annotations
 * say.
 */
final class FieldsProperty extends BasicMongoPersistentProperty {

	private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

	private final boolean encrypted;

	private final boolean editable;

	private final boolean copiedOnRestart;

	FieldsProperty(Property property, MongoPersistentEntity<?> owner, SimpleTypeHolder simpleTypes) {
		super(property, owner, simpleTypes, null);
		this.encrypted = is(FieldsProperty::isEncrypted);
		this.editable = is((field) -> isAnnotated(field, Editable.class));
		this.copiedOnRestart = is((field) -> isAnnotated(field, CopyOnRestart.class));
	}

	/**
	 * A property of a generic class is another one for other type arguments: Spring Data
	 * keeps converters by it.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return super.equals(other) && other instanceof FieldsProperty property
				&& getOwner().getTypeInformation().equals(property.getOwner().getTypeInformation());
	}

	@Override
	public int hashCode() {
		return super.hashCode();
	}

	@Override
	public boolean isIdProperty() {
		return false;
	}

	@Override
	public String getFieldName() {
		String name = super.getFieldName();
		return FieldName.ID.name().equals(name) ? getName() : name;
	}

	/**
	 * What is {@code null} is stored as {@code null}: it is not the same as what is not
	 * there and takes the default.
	 */
	@Override
	public boolean writeNullValues() {
		return !isUnwrapped();
	}

	boolean isEncrypted() {
		return this.encrypted;
	}

	boolean isEditable() {
		return this.editable;
	}

	boolean isCopiedOnRestart() {
		return this.copiedOnRestart;
	}

	private boolean is(Predicate<Field> annotated) {
		Field field = getField();
		return field != null && annotated.test(field);
	}

	/**
	 * Whether the value of a field is encrypted: the field is annotated, a parameter of a
	 * constructor that has its name, or the value of the Kotlin value class that is its
	 * type.
	 * @param field a field
	 * @return whether it is
	 */
	static boolean isEncrypted(Field field) {
		if (isAnnotated(field, Encrypted.class)) {
			return true;
		}
		Class<?> valueClass = KotlinTypes.valueClass(field);
		return valueClass != null && isEncrypted(KotlinTypes.valueField(valueClass));
	}

	private static boolean isAnnotated(Field field, Class<? extends Annotation> annotation) {
		return field.isAnnotationPresent(annotation)
				|| Arrays.stream(field.getDeclaringClass().getDeclaredConstructors())
					.anyMatch((constructor) -> isAnnotated(constructor, field.getName(), annotation));
	}

	private static boolean isAnnotated(Constructor<?> constructor, String parameter,
			Class<? extends Annotation> annotation) {
		Parameter[] parameters = constructor.getParameters();
		for (int i = 0; i < parameters.length; i++) {
			if (parameters[i].isAnnotationPresent(annotation) && parameter.equals(parameterName(constructor, i))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The name of a parameter, in Kotlin also where the class file does not have it.
	 * @param constructor a constructor
	 * @param index which parameter
	 * @return its name, or a made up one
	 */
	static String parameterName(Constructor<?> constructor, int index) {
		@Nullable String @Nullable [] names = NAMES.getParameterNames(constructor);
		String name = (names != null && index < names.length) ? names[index] : null;
		if (name == null) {
			List<String> hidden = KotlinTypes.hiddenParameterNames(constructor);
			name = (hidden != null && index < hidden.size()) ? hidden.get(index) : null;
		}
		return (name != null) ? name : constructor.getParameters()[index].getName();
	}

	/**
	 * What its encrypted values are bound to: the class that declares it, and its stored
	 * name. Not the job, because fields are mapped before it has an id and are copied to
	 * other jobs as they are; nor the way from the root, because objects are also mapped
	 * by themselves.
	 * @return a text that stays the same as long as these names do
	 */
	String place() {
		Class<?> type = declaringType();
		TypeAlias alias = type.getAnnotation(TypeAlias.class);
		return ((alias != null) ? alias.value() : type.getName()) + "#" + getFieldName();
	}

	private Class<?> declaringType() {
		return declaringType(this);
	}

	private static Class<?> declaringType(MongoPersistentProperty property) {
		Field field = property.getField();
		return (field != null) ? field.getDeclaringClass() : property.getOwner().getType();
	}

	/**
	 * What it is called in messages.
	 * @return its name and the class that declares it
	 */
	String label() {
		return StringUtils.capitalize(label(this));
	}

	/**
	 * What a property is called within a sentence.
	 * @param property the property
	 * @return its name and the class that declares it
	 */
	static String label(MongoPersistentProperty property) {
		return "the field " + property.getName() + " of " + declaringType(property).getName();
	}

}
