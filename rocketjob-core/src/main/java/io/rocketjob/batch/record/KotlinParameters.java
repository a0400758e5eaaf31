package io.rocketjob.batch.record;

import java.lang.reflect.Constructor;

import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.jvm.ReflectJvmMapping;

/**
 * What the metadata of Kotlin tells of the parameters of a constructor.
 */
final class KotlinParameters {

	private KotlinParameters() {
	}

	/**
	 * Finds those that can neither be left out nor be {@code null}.
	 * @param constructor a constructor of a Kotlin class
	 * @param required receives for each parameter whether it must have a value
	 * @return the same array
	 */
	static boolean[] required(Constructor<?> constructor, boolean[] required) {
		KFunction<?> function = ReflectJvmMapping.getKotlinFunction(constructor);
		if (function != null && function.getParameters().size() == required.length) {
			for (KParameter parameter : function.getParameters()) {
				required[parameter.getIndex()] = !parameter.isOptional() && !parameter.getType().isMarkedNullable();
			}
		}
		return required;
	}

}
