package io.rocketjob.plugin.throttle;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import io.rocketjob.RocketJobException;
import io.rocketjob.plugin.Decision;
import io.rocketjob.plugin.PluginJob;
import io.rocketjob.plugin.Throttle;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Asks a method of the job bean.
 *
 * @param bean gives the bean
 * @param method the method of its class
 * @param arguments make its arguments
 * @param leaveOut what waits when it says so
 * @param recheck for how long
 * @param jobClass the name of the class, for errors
 */
record MethodThrottle(Supplier<Object> bean, Method method, List<Function<PluginJob, Object>> arguments,
		Decision.What leaveOut, Duration recheck, String jobClass) implements Throttle {

	@Override
	public Decision check(PluginJob job) throws Exception {
		Object answer;
		try {
			answer = invoke(job);
		}
		catch (InvocationTargetException ex) {
			if (ex.getCause() instanceof InterruptedException interrupted) {
				throw interrupted;
			}
			throw failed(ex.getCause());
		}
		catch (RuntimeException | IllegalAccessException ex) {
			throw failed(ex);
		}
		if (answer instanceof Boolean waits) {
			return waits ? leaveOut("its method " + this.method.getName() + " says so") : Decision.go();
		}
		return (answer != null) ? leaveOut(answer.toString()) : Decision.go();
	}

	private Object invoke(PluginJob job) throws InvocationTargetException, IllegalAccessException {
		Object target = this.bean.get();
		Method invocable = AopUtils.selectInvocableMethod(this.method, target.getClass());
		ReflectionUtils.makeAccessible(invocable);
		return invocable.invoke(target, this.arguments.stream().map((each) -> each.apply(job)).toArray());
	}

	private Decision leaveOut(String reason) {
		return Decision.leaveOut(this.leaveOut, this.recheck, reason);
	}

	private RocketJobException failed(@Nullable Throwable cause) {
		return new RocketJobException(
				"@ThrottleMethod " + this.method.getName() + " of the job class " + this.jobClass + " has failed",
				cause);
	}

}
