package io.rocketjob.ondemand;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * Parses expressions, and says what in them is not allowed, with its place. What passes
 * is evaluated in a context that does not have any of that either.
 */
final class CheckedExpression {

	/** The most characters of an expression. */
	static final int LONGEST = 10_000;

	/** Names that lead to classes, and from there to anything. */
	private static final Set<String> NAMES = Set.of("class", "classLoader", "declaringClass", "module", "getClass",
			"getClassLoader", "getDeclaringClass", "getModule", "forName", "loadClass", "invoke", "newInstance",
			"getDeclaredMethod", "getDeclaredMethods", "getMethod", "getMethods", "getConstructor",
			"getDeclaredConstructor", "getRuntime");

	private final Set<String> beans;

	private final Set<String> variables;

	private final List<String> problems = new ArrayList<>();

	private CheckedExpression(Set<String> beans, Set<String> variables) {
		this.beans = beans;
		this.variables = variables;
	}

	/**
	 * Parses an expression.
	 * @param text the expression
	 * @param beans the names of the beans that it may use
	 * @param variables the names of the variables that it may use
	 * @return the expression
	 * @throws IllegalArgumentException when it is wrong, or has what is not allowed
	 */
	static SpelExpression parse(String text, Set<String> beans, Set<String> variables) {
		if (text.length() > LONGEST) {
			throw new IllegalArgumentException(
					"expression: has " + text.length() + " characters, at most " + LONGEST + " are allowed");
		}
		SpelExpression expression;
		try {
			expression = new SpelExpressionParser(new SpelParserConfiguration()).parseRaw(text);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException(
					"expression: is wrong " + at(ex.getPosition()) + ": " + ex.getSimpleMessage(), ex);
		}
		catch (IllegalStateException ex) {
			throw new IllegalArgumentException("expression: is wrong: " + ex.getMessage(), ex);
		}
		CheckedExpression checked = new CheckedExpression(beans, variables);
		checked.check(expression.getAST());
		if (!checked.problems.isEmpty()) {
			throw new IllegalArgumentException("expression: " + String.join("; ", checked.problems));
		}
		return expression;
	}

	private static String at(int position) {
		return "at character " + (position + 1);
	}

	private void check(SpelNode node) {
		if (node instanceof TypeReference) {
			refuse(node, "a type as in T(…) is not allowed; right would be a method of a bean");
		}
		else if (node instanceof ConstructorReference) {
			refuse(node, "an object cannot be made by new; right would be a method of a bean");
		}
		else if (node instanceof Assign || node instanceof OpInc || node instanceof OpDec) {
			refuse(node, "nothing can be assigned; right would be a method of a bean");
		}
		else if (node instanceof FunctionReference) {
			refuse(node, "there are no functions; right would be a method of a bean");
		}
		else if (node instanceof BeanReference) {
			checkBean(node);
		}
		else if (node instanceof VariableReference) {
			checkVariable(node);
		}
		else if (node instanceof MethodReference method) {
			checkName(node, method.getName());
		}
		else if (node instanceof PropertyOrFieldReference property) {
			checkName(node, property.getName());
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i));
		}
	}

	private void checkBean(SpelNode node) {
		String text = node.toStringAST();
		if (text.startsWith("&")) {
			refuse(node, "a factory of beans, " + text + ", is not allowed");
			return;
		}
		// a name with a dot is quoted
		String name = text.matches("@'.*'") ? text.substring(2, text.length() - 1) : text.substring(1);
		if (!this.beans.contains(name)) {
			refuse(node, "the bean '" + name + "' is none of those in rocketjob.on-demand.beans, "
					+ (this.beans.isEmpty() ? "where there are none" : "which are " + String.join(", ", this.beans)));
		}
	}

	private void checkVariable(SpelNode node) {
		String name = node.toStringAST().substring(1);
		if (!this.variables.contains(name) && !name.equals("this") && !name.equals("root")) {
			refuse(node, "there is no variable #" + name
					+ (this.variables.isEmpty() ? "" : "; there are #" + String.join(", #", this.variables)));
		}
	}

	private void checkName(SpelNode node, String name) {
		if (NAMES.contains(name)) {
			refuse(node, "'" + name + "' is not allowed, because it leads to classes");
		}
	}

	private void refuse(SpelNode node, String why) {
		this.problems.add(at(node.getStartPosition()) + " " + why);
	}

}
