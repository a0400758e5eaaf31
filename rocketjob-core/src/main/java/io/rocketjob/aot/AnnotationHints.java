package io.rocketjob.aot;

import java.lang.annotation.Annotation;
import java.lang.annotation.Repeatable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;

/**
 * Hints for an annotation whose attributes are read, and of which instances are made that
 * have others, as the configuration says.
 */
final class AnnotationHints {

	private AnnotationHints() {
	}

	/**
	 * Registers an annotation, and the one that contains several of it.
	 * @param annotation the annotation
	 * @param hints where to register
	 */
	static void register(Class<? extends Annotation> annotation, RuntimeHints hints) {
		hints.reflection().registerType(annotation, MemberCategory.INVOKE_PUBLIC_METHODS);
		hints.proxies().registerJdkProxy(annotation);
		Repeatable repeatable = annotation.getAnnotation(Repeatable.class);
		if (repeatable != null) {
			register(repeatable.value(), hints);
		}
	}

}
