package io.rocketjob.mongo;

import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.util.Arrays;

import io.rocketjob.CopyOnRestart;
import io.rocketjob.Editable;
import io.rocketjob.Encrypted;

import org.springframework.data.annotation.TypeAlias;
import org.springframework.data.mapping.model.Property;
import org.springframework.data.mapping.model.SimpleTypeHolder;
import org.springframework.data.mongodb.core.mapping.BasicMongoPersistentProperty;
import org.springframework.data.mongodb.core.mapping.FieldName;
import org.springframework.data.mongodb.core.mapping.MongoPersistentEntity;

/**
 * A property of a fields object, or of an object inside of one, and what its annotations
 * say.
 */
final class FieldsProperty extends BasicMongoPersistentProperty {

	FieldsProperty(Property property, MongoPersistentEntity<?> owner, SimpleTypeHolder simpleTypes) {
		super(property, owner, simpleTypes, null);
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
		return isAnnotated(Encrypted.class);
	}

	boolean isEditable() {
		return isAnnotated(Editable.class);
	}

	boolean isCopiedOnRestart() {
		return isAnnotated(CopyOnRestart.class);
	}

	private boolean isAnnotated(Class<? extends Annotation> annotation) {
		Field field = getField();
		return field != null && isAnnotated(field, annotation);
	}

	/**
	 * Whether a field, or a parameter of a constructor that has its name, is annotated.
	 * @param field a field
	 * @param annotation one of our annotations
	 * @return whether it is
	 */
	static boolean isAnnotated(Field field, Class<? extends Annotation> annotation) {
		return field.isAnnotationPresent(annotation)
				|| Arrays.stream(field.getDeclaringClass().getDeclaredConstructors())
					.flatMap((constructor) -> Arrays.stream(constructor.getParameters()))
					.anyMatch((parameter) -> parameter.isAnnotationPresent(annotation)
							&& parameter.getName().equals(field.getName()));
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
		Field field = getField();
		return (field != null) ? field.getDeclaringClass() : getOwner().getType();
	}

	/**
	 * What it is called in messages.
	 * @return its name and the class that declares it
	 */
	String label() {
		return "The field " + getName() + " of " + declaringType().getName();
	}

}
