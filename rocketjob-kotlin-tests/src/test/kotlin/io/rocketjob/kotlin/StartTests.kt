package io.rocketjob.kotlin

import io.rocketjob.CopyOnRestart
import io.rocketjob.Editable
import io.rocketjob.Encrypted
import io.rocketjob.Events
import io.rocketjob.Job
import io.rocketjob.JobCallbacks
import io.rocketjob.JobContext
import io.rocketjob.RocketJob
import io.rocketjob.RocketJobTemplate
import io.rocketjob.Subscriber
import io.rocketjob.autoconfigure.RocketJobAutoConfiguration
import io.rocketjob.encryption.Keysets
import io.rocketjob.encryption.TinkEncryption
import io.rocketjob.event.SubscriberException
import io.rocketjob.jobclass.JobClassException
import io.rocketjob.jobclass.JobClasses
import io.rocketjob.kotlin.app.CacheSubscriber
import io.rocketjob.kotlin.app.NightlyJob
import io.rocketjob.mongo.FieldsMapper
import io.rocketjob.plugin.PluginJob
import io.rocketjob.plugin.singleton.Singleton
import io.rocketjob.plugin.throttle.ThrottleMethod
import io.rocketjob.testsupport.TestDatabase
import jakarta.validation.constraints.NotBlank
import jakarta.validation.constraints.Size
import java.io.File
import java.net.URLClassLoader
import java.util.function.Supplier
import org.assertj.core.api.Assertions.assertThat
import org.awaitility.Awaitility.await
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.springframework.boot.autoconfigure.AutoConfigurations
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration
import org.springframework.boot.test.context.runner.ApplicationContextRunner
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration
import org.springframework.context.annotation.AnnotationConfigApplicationContext
import org.springframework.core.io.ByteArrayResource

/** What starts, and what is refused with words. */
class StartTests {

    private val database = TestDatabase.get().newDatabaseName()

    private val runner = ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(MongoAutoConfiguration::class.java, DataMongoAutoConfiguration::class.java,
            ValidationAutoConfiguration::class.java, RocketJobAutoConfiguration::class.java))
        .withPropertyValues("spring.mongodb.uri=" + TestDatabase.get().connectionString(),
            "spring.mongodb.database=$database", "rocketjob.server.shutdown-timeout=4s", "rocketjob.server.max-workers=1")

    private val client = runner.withPropertyValues("rocketjob.server.enabled=false")

    @AfterEach
    fun drop() = TestDatabase.get().dropDatabase(database)

    @Test
    fun `the first occurrence of a schedule has the defaults of its class`() {
        runner.withUserConfiguration(NightlyJob::class.java).run { context ->
            assertThat(context).hasNotFailed()
            val job = context.getBean(RocketJobTemplate::class.java).jobs(NightlyJob::class.java).list().single()
            assertThat(job.fields()).isEqualTo(NightlyJob.Fields(100, true, "nightly"))
        }
    }

    @Test
    fun `events call the functions of a subscriber with its defaults and value classes`() {
        client.withUserConfiguration(CacheSubscriber::class.java).run { context ->
            val events = context.getBean(Events::class.java)
            events.publish("cache", "evict", mapOf("key" to "a"))
            events.publish("cache", "evict", mapOf("key" to "b", "limit" to 3, "note" to null))
            events.publish("cache", "mail", mapOf("email" to "a@x", "count" to 3))
            events.publish("cache", "mail", mapOf("email" to "b@x"))
            events.publish("cache", "mail", mapOf("email" to "c@x", "count" to -1))
            events.publish("cache", "getSeen")
            events.publish("cache", "evict", mapOf("key" to "end"))
            val cache = context.getBean(CacheSubscriber::class.java)
            await().untilAsserted {
                assertThat(cache.seen).containsExactly("evict a 100 none", "evict b 3 null", "mail a@x 3",
                    "mail b@x null", "evict end 100 none")
            }
        }
    }

    @Test
    fun `properties of data classes may have all of our annotations`() {
        client.withBean(TinkEncryption::class.java, { TinkEncryption.of(ByteArrayResource(Keysets.newValues().toByteArray())) })
            .withUserConfiguration(AnnotatedJob::class.java).run { assertThat(it).hasNotFailed() }
    }

    @Test
    fun `a job without fields has to take null`() {
        refused<VoidJob>("has no fields, and its perform cannot take null", "Void?")
        refused<UnitJob>("has Unit for its fields", "Void?")
        refused<VoidCallbacksJob>("its afterPerform cannot take null")
        client.withUserConfiguration(NullableVoidJob::class.java).run { assertThat(it).hasNotFailed() }
    }

    @Test
    fun `suspend functions are refused where they would be called`() {
        refused<SuspendingSubscriber>("SuspendingSubscriber.evict is a suspend function", "runBlocking")
        refused<SuspendingThrottleJob>("@ThrottleMethod isClosed", "suspend function")
    }

    @Test
    fun `a constraint that nobody would check is refused`() {
        refused<ParameterConstraintJob>("fields.account: the constraint @NotBlank", "@field:NotBlank")
        refused<ValueConstraintJob>("fields.code: the constraint @Size", "init block")
    }

    @Test
    fun `an encrypted value class is no key of a singleton`() {
        client.withBean(TinkEncryption::class.java, { TinkEncryption.of(ByteArrayResource(Keysets.newValues().toByteArray())) })
            .withUserConfiguration(SecretKeyJob::class.java).run { context ->
                assertThat(context).getFailure().rootCause().hasMessageContaining("pin").hasMessageContaining("encrypted")
            }
    }

    @Test
    fun `kotlin-reflect has to be there`() {
        val own = javaClass.classLoader
        val urls = if (own is URLClassLoader) own.urLs.toList()
        else System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
            .split(File.pathSeparator).map { File(it).toURI().toURL() }
        URLClassLoader(urls.filter { !it.path.contains("kotlin-reflect") }.toTypedArray(), ClassLoader.getPlatformClassLoader()).use { loader ->
            val problem = loader.loadClass(WithoutReflection::class.java.name).getDeclaredConstructor().newInstance() as Supplier<*>
            assertThat(problem.get().toString()).contains("kotlin-reflect is not on the class path", NightlyJob::class.java.name,
                "Add the dependency org.jetbrains.kotlin:kotlin-reflect")
        }
    }

    class WithoutReflection : Supplier<String> {
        override fun get(): String = try {
            AnnotationConfigApplicationContext().use { context ->
                context.registerBean("job", NightlyJob::class.java, Supplier { NightlyJob() })
                JobClasses(context.defaultListableBeanFactory, FieldsMapper(listOf(), null), mapOf()).names()
                "nothing"
            }
        } catch (ex: JobClassException) {
            "${ex.message} ${ex.action()}"
        }
    }

    private inline fun <reified T : Any> refused(vararg words: String) {
        client.withUserConfiguration(T::class.java).run { context ->
            assertThat(context).hasFailed()
            val said = generateSequence(context.startupFailure) { it.cause }.joinToString { "$it ${action(it)}" }
            assertThat(said).contains(*words)
        }
    }

    private fun action(thrown: Throwable): String = when (thrown) {
        is JobClassException -> thrown.action()
        is SubscriberException -> thrown.action()
        else -> ""
    }

    @RocketJob
    class AnnotatedJob : Job<AnnotatedJob.Fields> {
        override fun perform(fields: Fields, context: JobContext) = Unit

        data class Fields(
            @Encrypted @Editable val ssn: String,
            @CopyOnRestart val limit: Int = 1,
            @param:Encrypted @field:NotBlank val other: String = "x",
        )
    }

    @RocketJob
    class VoidJob : Job<Void> {
        override fun perform(fields: Void, context: JobContext): Any? = null
    }

    @RocketJob
    class UnitJob : Job<Unit> {
        override fun perform(fields: Unit, context: JobContext): Any? = null
    }

    @RocketJob
    class NullableVoidJob : Job<Void?>, JobCallbacks<Void?> {
        override fun perform(fields: Void?, context: JobContext): Any? = null

        override fun afterPerform(fields: Void?, context: JobContext) = Unit
    }

    @RocketJob
    class VoidCallbacksJob : Job<Void?>, JobCallbacks<Void> {
        override fun perform(fields: Void?, context: JobContext): Any? = null

        override fun afterPerform(fields: Void, context: JobContext) = Unit
    }

    @Subscriber("suspending")
    class SuspendingSubscriber {
        suspend fun evict(key: String) {
            key.length
        }
    }

    @RocketJob
    class SuspendingThrottleJob : Job<Void?> {
        @ThrottleMethod
        suspend fun isClosed(job: PluginJob): Boolean = job.priority() > 50

        override fun perform(fields: Void?, context: JobContext): Any? = null
    }

    @RocketJob
    class ParameterConstraintJob : Job<ParameterConstraintJob.Fields> {
        override fun perform(fields: Fields, context: JobContext) = Unit

        data class Fields(@param:NotBlank val account: String)
    }

    @RocketJob
    class ValueConstraintJob : Job<ValueConstraintJob.Fields> {
        override fun perform(fields: Fields, context: JobContext) = Unit

        data class Fields(val code: Code)
    }

    @JvmInline
    value class Code(@field:Size(max = 4) val value: String)

    @RocketJob
    @Singleton(key = "pin")
    class SecretKeyJob : Job<SecretKeyJob.Fields> {
        override fun perform(fields: Fields, context: JobContext) = Unit

        data class Fields(val pin: FieldsTests.Pin)
    }
}
