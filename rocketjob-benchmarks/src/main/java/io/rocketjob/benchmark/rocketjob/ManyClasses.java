package io.rocketjob.benchmark.rocketjob;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;

import io.rocketjob.RocketJob;
import io.rocketjob.benchmark.process.RunRecord;
import io.rocketjob.benchmark.process.Starts;

import org.springframework.asm.ClassWriter;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.Type;

/**
 * Makes job classes by the hundred: subclasses of {@link NoOpJob} that differ in their
 * names.
 */
public final class ManyClasses {

	private static final String CONSTRUCTOR = Type.getMethodDescriptor(Type.VOID_TYPE, Type.getType(RunRecord.class),
			Type.getType(Starts.class));

	private static final String SUPER = Type.getInternalName(NoOpJob.class);

	private ManyClasses() {
	}

	/**
	 * The name of one of the job classes.
	 * @param number its number, from 0; that is {@link NoOpJob} itself
	 * @return the name
	 */
	public static String name(int number) {
		return (number == 0) ? "NoOpJob" : "NoOpJob" + number;
	}

	/**
	 * Makes job classes.
	 * @param count how many there shall be, with {@link NoOpJob}
	 * @return all but {@link NoOpJob}
	 */
	static List<Class<?>> make(int count) {
		List<Class<?>> classes = new ArrayList<>();
		for (int number = 1; number < count; number++) {
			try {
				classes.add(MethodHandles.lookup().defineClass(code(name(number))));
			}
			catch (IllegalAccessException ex) {
				throw new IllegalStateException("A class of this package cannot be made", ex);
			}
		}
		return classes;
	}

	private static byte[] code(String name) {
		ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
		writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, NoOpJob.class.getPackageName().replace('.', '/') + "/" + name,
				null, SUPER, null);
		writer.visitAnnotation(Type.getDescriptor(RocketJob.class), true).visitEnd();
		MethodVisitor constructor = writer.visitMethod(Opcodes.ACC_PUBLIC, "<init>", CONSTRUCTOR, null, null);
		constructor.visitCode();
		constructor.visitVarInsn(Opcodes.ALOAD, 0);
		constructor.visitVarInsn(Opcodes.ALOAD, 1);
		constructor.visitVarInsn(Opcodes.ALOAD, 2);
		constructor.visitMethodInsn(Opcodes.INVOKESPECIAL, SUPER, "<init>", CONSTRUCTOR, false);
		constructor.visitInsn(Opcodes.RETURN);
		constructor.visitMaxs(0, 0);
		constructor.visitEnd();
		writer.visitEnd();
		return writer.toByteArray();
	}

}
