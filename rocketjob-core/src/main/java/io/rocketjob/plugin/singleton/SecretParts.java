package io.rocketjob.plugin.singleton;

import java.util.ArrayList;
import java.util.List;

import io.rocketjob.plugin.PluggableClass;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.util.StringUtils;

/**
 * Refuses a key that is made of encrypted fields, at whatever depth: a key is stored and
 * shown as it is. Follows the fields that an expression names; what it computes of others
 * may be used as it likes.
 */
final class SecretParts {

	/** The fields object. */
	private static final List<String> ROOT = List.of();

	private final PluggableClass jobClass;

	private SecretParts(PluggableClass jobClass) {
		this.jobClass = jobClass;
	}

	/**
	 * Checks an expression on the fields.
	 * @param expression the expression
	 * @param jobClass knows what is encrypted
	 * @throws IllegalArgumentException when its value may tell of something encrypted
	 */
	static void check(SpelExpression expression, PluggableClass jobClass) {
		new SecretParts(jobClass).checkValue(expression.getAST(), ROOT, ROOT);
	}

	private void checkValue(SpelNode node, @Nullable List<String> at, @Nullable List<String> self) {
		List<String> path = follow(node, at, self);
		if (path != null && this.jobClass.isSecret(path)) {
			throw new IllegalArgumentException("key: " + describe(path)
					+ " encrypted, or a part of it is, and a key is stored and shown as it is; use other fields");
		}
	}

	private static String describe(List<String> path) {
		return path.isEmpty() ? "the fields object is" : "'" + String.join(".", path) + "' is";
	}

	/**
	 * Goes through a part of the expression.
	 * @param node the part
	 * @param at the path to what its names belong to, {@code null} for what is computed
	 * @param self the path to what names without anything before them belong to
	 * @return the path to its value, {@code null} for what is computed of values that
	 * were checked
	 */
	private @Nullable List<String> follow(SpelNode node, @Nullable List<String> at, @Nullable List<String> self) {
		if (node instanceof CompoundExpression) {
			List<String> path = at;
			for (int i = 0; i < node.getChildCount(); i++) {
				path = follow(node.getChild(i), path, self);
			}
			return path;
		}
		if (node instanceof PropertyOrFieldReference property) {
			return (at != null) ? append(at, property.getName()) : null;
		}
		if (node instanceof VariableReference variable) {
			return variable.toStringAST().equals("#root") ? ROOT : self;
		}
		if (node instanceof MethodReference method) {
			checkCall(method, at);
			checkChildren(node, self);
			return null;
		}
		if (node instanceof Indexer) {
			checkChildren(node, self);
			return at;
		}
		if (node instanceof Projection) {
			checkChildren(node, at);
			return null;
		}
		if (node instanceof Selection) {
			checkChildren(node, at);
			return at;
		}
		checkChildren(node, self);
		return null;
	}

	private void checkChildren(SpelNode node, @Nullable List<String> self) {
		for (int i = 0; i < node.getChildCount(); i++) {
			checkValue(node.getChild(i), self, self);
		}
	}

	/**
	 * A method tells what it likes of its object, unless it only reads a field.
	 */
	private void checkCall(MethodReference method, @Nullable List<String> at) {
		if (at != null && this.jobClass.isSecret(at)
				&& (method.getChildCount() > 0 || this.jobClass.isSecret(append(at, field(method.getName()))))) {
			throw new IllegalArgumentException(
					"key: " + method.getName() + "() may tell of what is encrypted, because " + describe(at)
							+ " encrypted or a part of it is; a key is stored and shown as it is, so use other fields");
		}
	}

	private static String field(String getter) {
		return (getter.startsWith("get") && getter.length() > 3) ? StringUtils.uncapitalize(getter.substring(3))
				: getter;
	}

	private static List<String> append(List<String> path, String name) {
		List<String> longer = new ArrayList<>(path);
		longer.add(name);
		return longer;
	}

}
