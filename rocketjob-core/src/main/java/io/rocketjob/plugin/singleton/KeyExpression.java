package io.rocketjob.plugin.singleton;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.ParseException;
import org.springframework.expression.TypedValue;
import org.springframework.expression.spel.ExpressionState;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.SpelParserConfiguration;
import org.springframework.expression.spel.ast.Assign;
import org.springframework.expression.spel.ast.BeanReference;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.ConstructorReference;
import org.springframework.expression.spel.ast.Elvis;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.OpDec;
import org.springframework.expression.spel.ast.OpInc;
import org.springframework.expression.spel.ast.OpPlus;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.StringLiteral;
import org.springframework.expression.spel.ast.Ternary;
import org.springframework.expression.spel.ast.TypeReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.SimpleEvaluationContext;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * The expression of a key. It is held against the type of the fields before there are
 * any, so that what it names is known to be there. Thread-safe.
 */
final class KeyExpression {

	private static final List<Class<? extends SpelNode>> NOT_ALLOWED = List.of(Assign.class, OpInc.class, OpDec.class,
			BeanReference.class, ConstructorReference.class, FunctionReference.class, TypeReference.class);

	private static final ResolvableType UNKNOWN = ResolvableType.forClass(Object.class);

	private static final ResolvableType TEXT = ResolvableType.forClass(String.class);

	private final String text;

	private final SpelNode root;

	private final boolean plain;

	private KeyExpression(String text, SpelNode root, boolean plain) {
		this.text = text;
		this.root = root;
		this.plain = plain;
	}

	/**
	 * Reads an expression.
	 * @param text the expression
	 * @return the expression
	 * @throws IllegalArgumentException when it is none
	 */
	static SpelExpression parse(String text) {
		try {
			return new SpelExpressionParser().parseRaw(text);
		}
		catch (ParseException ex) {
			throw new IllegalArgumentException("'" + text + "' is no expression: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Makes a key of an expression.
	 * @param expression the expression
	 * @param fieldsType what it is on
	 * @return the key
	 * @throws IllegalArgumentException when it names what is not there, or could not tell
	 * jobs apart
	 */
	static KeyExpression of(SpelExpression expression, Class<?> fieldsType) {
		SpelNode root = expression.getAST();
		try {
			ResolvableType type = new Inspection(ResolvableType.forClass(fieldsType)).key(root);
			return new KeyExpression(expression.getExpressionString(), root, KeyText.isPlain(type));
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'" + expression.getExpressionString() + "' cannot be told from the fields: " + ex.getMessage(),
					ex);
		}
	}

	/**
	 * Tells the key.
	 * @param fields the fields
	 * @return the key, {@code null} for none
	 * @throws IllegalArgumentException when it cannot be told
	 */
	@Nullable String of(Object fields) {
		ExpressionState state = new ExpressionState(
				SimpleEvaluationContext.forReadOnlyDataBinding().withInstanceMethods().build(), new TypedValue(fields),
				new SpelParserConfiguration());
		try {
			Object value = value(this.root, state);
			return (value == null) ? null : this.plain ? KeyText.plain(value) : KeyText.of(value);
		}
		catch (EvaluationException | IllegalArgumentException ex) {
			throw new IllegalArgumentException("'" + this.text + "' cannot be told from the fields: " + ex.getMessage(),
					ex);
		}
		catch (RuntimeException ex) {
			// thrown by a method that the expression calls
			throw new IllegalArgumentException("'" + this.text + "' cannot be told from the fields: " + ex, ex);
		}
	}

	/**
	 * Texts that are joined stay apart, because others could be joined to the same text.
	 */
	private static @Nullable Object value(SpelNode node, ExpressionState state) {
		if (node instanceof OpPlus && node.getChildCount() == 2) {
			Object left = value(node.getChild(0), state);
			Object right = value(node.getChild(1), state);
			if (left instanceof Number && right instanceof Number) {
				return node.getValue(state);
			}
			List<@Nullable Object> parts = new ArrayList<>();
			if (left instanceof List<?> list && node.getChild(0) instanceof OpPlus) {
				parts.addAll(list);
			}
			else {
				parts.add(left);
			}
			parts.add(right);
			return parts;
		}
		if (node instanceof Ternary) {
			return value(node.getChild(Boolean.TRUE.equals(node.getChild(0).getValue(state)) ? 1 : 2), state);
		}
		return node.getValue(state);
	}

	/**
	 * Finds out what type a key has, as far as declarations tell.
	 *
	 * @param fields the type of the fields
	 */
	private record Inspection(ResolvableType fields) {

		/**
		 * The type of a key.
		 */
		ResolvableType key(SpelNode node) {
			if (node instanceof OpPlus && node.getChildCount() == 2) {
				comparable(key(node.getChild(0)), node.getChild(0));
				comparable(key(node.getChild(1)), node.getChild(1));
				return UNKNOWN;
			}
			if (node instanceof Ternary) {
				type(node.getChild(0), this.fields);
				return common(comparable(key(node.getChild(1)), node.getChild(1)),
						comparable(key(node.getChild(2)), node.getChild(2)));
			}
			return comparable(type(node, this.fields), node);
		}

		private static ResolvableType common(ResolvableType one, ResolvableType other) {
			return (one.resolve() == other.resolve()) ? one : UNKNOWN;
		}

		private static ResolvableType comparable(ResolvableType type, SpelNode node) {
			Class<?> incomparable = KeyText.incomparable(type);
			if (incomparable != null) {
				String name = node.toStringAST();
				throw new IllegalArgumentException("'" + name + "' has a " + incomparable.getName()
						+ " in it, of which nothing says when two are the same; name what identifies it, such as '"
						+ name + ".id', or '" + name + ".toString()' if that text does");
			}
			return type;
		}

		private ResolvableType type(SpelNode node, ResolvableType owner) {
			if (NOT_ALLOWED.stream().anyMatch((each) -> each.isInstance(node))) {
				throw new IllegalArgumentException("'" + node.toStringAST() + "' is not allowed in it; it can name"
						+ " fields, call their methods and compare");
			}
			if (node instanceof CompoundExpression) {
				ResolvableType type = owner;
				for (int i = 0; i < node.getChildCount(); i++) {
					type = type(node.getChild(i), type);
				}
				return type;
			}
			if (node instanceof PropertyOrFieldReference property) {
				return property(property.getName(), owner);
			}
			if (node instanceof VariableReference) {
				if (!Set.of("#root", "#this").contains(node.toStringAST())) {
					throw new IllegalArgumentException("there is no variable " + node.toStringAST());
				}
				return this.fields;
			}
			if (node instanceof Projection || node instanceof Selection) {
				// what is in them is on the elements
				return UNKNOWN;
			}
			return composed(node, owner);
		}

		private ResolvableType composed(SpelNode node, ResolvableType owner) {
			List<ResolvableType> parts = new ArrayList<>();
			// the keys of a map that is written out are no names of fields
			int step = (node instanceof InlineMap) ? 2 : 1;
			for (int i = step - 1; i < node.getChildCount(); i += step) {
				parts.add((node instanceof Indexer) ? index(node.getChild(i)) : type(node.getChild(i), this.fields));
			}
			if (node instanceof OpPlus && parts.stream().anyMatch((part) -> part.resolve() == String.class)) {
				throw new IllegalArgumentException("'" + node.toStringAST()
						+ "' joins texts, and others could be joined to the same text; write {…, …} around them");
			}
			if (node instanceof MethodReference method) {
				return method(method.getName(), parts.size(), owner);
			}
			if (node instanceof InlineList) {
				for (int i = 0; i < parts.size(); i++) {
					comparable(parts.get(i), node.getChild(i));
				}
				return ResolvableType.forClass(List.class);
			}
			if (node instanceof Elvis) {
				return common(parts.get(0), parts.get(1));
			}
			return (node instanceof StringLiteral) ? TEXT : UNKNOWN;
		}

		/**
		 * What is in brackets, which may be the name of a property or key as it is.
		 */
		private ResolvableType index(SpelNode node) {
			return (node instanceof PropertyOrFieldReference) ? UNKNOWN : type(node, this.fields);
		}

		private static ResolvableType property(String name, ResolvableType owner) {
			Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(owner.resolve(Object.class));
			String capitalized = StringUtils.capitalize(name);
			for (String getter : List.of("get" + capitalized, "get" + name, "is" + capitalized, "is" + name, name)) {
				Method method = getter(type, getter);
				if (method != null) {
					return ResolvableType.forMethodReturnType(method, type);
				}
			}
			Field field = Arrays.stream(type.getFields())
				.filter((each) -> each.getName().equals(name))
				.findFirst()
				.orElse(null);
			if (field != null) {
				return ResolvableType.forField(field, type);
			}
			if (type.isArray() && name.equals("length")) {
				return ResolvableType.forClass(int.class);
			}
			if (Map.class.isAssignableFrom(type)) {
				throw new IllegalArgumentException(
						"'" + name + "' of a map is written ['" + name + "'], without a dot before it");
			}
			if (isOpen(type)) {
				return UNKNOWN;
			}
			throw new IllegalArgumentException(
					type.getName() + " has nothing named '" + name + "' that can be read; there are " + names(type));
		}

		private static @Nullable Method getter(Class<?> type, String name) {
			return Arrays.stream(type.getMethods())
				.filter((method) -> method.getName().equals(name) && method.getParameterCount() == 0
						&& method.getReturnType() != void.class && !Modifier.isStatic(method.getModifiers())
						&& !method.isBridge())
				.findFirst()
				.orElse(null);
		}

		private static Set<String> names(Class<?> type) {
			Set<String> names = new TreeSet<>();
			Arrays.stream(type.getFields()).map(Field::getName).forEach(names::add);
			for (Method method : type.getMethods()) {
				String name = method.getName();
				boolean own = method.getDeclaringClass() != Object.class && method.getParameterCount() == 0
						&& method.getReturnType() != void.class && !Modifier.isStatic(method.getModifiers());
				if (own && type.isRecord() && !Set.of("toString", "hashCode").contains(name)) {
					names.add(name);
				}
				else if (own && name.matches("(get|is)\\p{Lu}.*")) {
					names.add(StringUtils.uncapitalizeAsProperty(name.replaceFirst("get|is", "")));
				}
			}
			return names;
		}

		private static ResolvableType method(String name, int arguments, ResolvableType owner) {
			Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(owner.resolve(Object.class));
			List<Method> methods = Arrays.stream(type.getMethods())
				.filter((method) -> method.getName().equals(name)
						&& (method.getParameterCount() == arguments || method.isVarArgs()) && !method.isBridge())
				.toList();
			if (methods.isEmpty() && !isOpen(type)) {
				throw new IllegalArgumentException(
						type.getName() + " has no public method '" + name + "' with " + arguments + " arguments");
			}
			if (type == String.class && name.equals("concat")) {
				throw new IllegalArgumentException("'concat' joins texts, and others could be joined to the same text;"
						+ " write {…, …} around them");
			}
			List<Class<?>> returned = methods.stream().<Class<?>>map(Method::getReturnType).distinct().toList();
			return (returned.size() == 1) ? ResolvableType.forMethodReturnType(methods.get(0), type) : UNKNOWN;
		}

		/**
		 * Whether there may be more in a value than in its declared type.
		 */
		private static boolean isOpen(Class<?> type) {
			return type == Object.class || (Modifier.isAbstract(type.getModifiers()) && !type.isArray());
		}

	}

}
