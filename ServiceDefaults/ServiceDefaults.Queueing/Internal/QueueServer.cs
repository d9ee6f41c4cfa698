using System.Globalization;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>
/// Runs the scripts of one queue. The name of the queue is the Redis hash tag of all its keys, so that a cluster stores
/// them in one slot, where a script can access them.
/// </summary>
internal sealed class QueueServer(string name, IRedisClient redis)
{
    private readonly RedisKey[] _keys = [$"queue:{{{name}}}:"];

    public ValueTask<RedisResult> RunAsync(
        string operation,
        string script,
        CancellationToken cancellationToken,
        params RedisValue[] arguments) => redis.ExecuteAsync(
        operation,
        static (database, call) => database.ScriptEvaluateAsync(call.script, call.keys, call.arguments),
        (script, keys: _keys, arguments),
        cancellationToken);

    /// <summary>
    /// Rounds up to whole milliseconds. Scripts get no fractions, which Lua would format in its own way.
    /// </summary>
    public static RedisValue Milliseconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalMilliseconds)).ToString(
        CultureInfo.InvariantCulture);

    public static TEnum Read<TEnum>(RedisResult result)
        where TEnum : struct, Enum => Enum.Parse<TEnum>(((string?)result)!, ignoreCase: true);
}
