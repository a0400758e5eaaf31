package io.rocketjob.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.rocketjob.mongo.FieldsMapper;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.validation.metadata.ConstraintDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;

/**
 * Says which constraint does not hold. Messages of constraints may contain the value that
 * was validated, and paths the keys of maps; where these are encrypted, the name of the
 * field and the constraint have to do.
 */
final class ViolationText {

	private ViolationText() {
	}

	/**
	 * Describes a violation.
	 * @param violation the violation
	 * @param mapper knows what is encrypted
	 * @return a text that begins with the path of the field
	 */
	static String of(ConstraintViolation<?> violation, FieldsMapper mapper) {
		if (!isHidden(violation, mapper)) {
			return "fields." + violation.getPropertyPath() + ": " + violation.getMessage();
		}
		List<String> path = new ArrayList<>(List.of("fields"));
		path.addAll(names(violation.getPropertyPath()));
		return String.join(".", path) + ": must satisfy " + constraint(violation.getConstraintDescriptor());
	}

	private static boolean isHidden(ConstraintViolation<?> violation, FieldsMapper mapper) {
		List<String> names = names(violation.getPropertyPath());
		if (mapper.isHidden(violation.getRootBeanClass(), names)) {
			return true;
		}
		// where the declared types on the way do not know what there is
		Object leaf = violation.getLeafBean();
		return leaf != null && mapper.isHidden(leaf.getClass(), endsInBean(violation.getPropertyPath()) ? List.of()
				: names.subList(Math.max(0, names.size() - 1), names.size()));
	}

	private static List<String> names(Path path) {
		List<String> names = new ArrayList<>();
		for (Path.Node node : path) {
			if (node.getKind() == ElementKind.PROPERTY && node.getName() != null) {
				names.add(node.getName());
			}
		}
		return names;
	}

	private static boolean endsInBean(Path path) {
		ElementKind last = null;
		for (Path.Node node : path) {
			last = node.getKind();
		}
		return last == ElementKind.BEAN;
	}

	/**
	 * A constraint as it stands in code.
	 * @param constraint the constraint
	 * @return its annotation with its attributes
	 */
	static String constraint(ConstraintDescriptor<?> constraint) {
		Map<String, @Nullable Object> attributes = new TreeMap<>(constraint.getAttributes());
		attributes.keySet().removeAll(List.of("message", "groups", "payload"));
		List<String> said = new ArrayList<>();
		attributes.forEach((name, value) -> {
			if (!ObjectUtils.isEmpty(value)) {
				said.add(name + "=" + ObjectUtils.nullSafeToString(value));
			}
		});
		String name = constraint.getAnnotation().annotationType().getSimpleName();
		return "@" + name + (said.isEmpty() ? "" : "(" + String.join(", ", said) + ")");
	}

}
