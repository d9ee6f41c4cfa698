using System.Globalization;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace ServiceDefaults.Queueing.Internal;

/// <summary>Runs the scripts of one queue. Its name is the hash tag of all its keys, so that a cluster keeps them in one place, where a script can reach them.</summary>
internal sealed class QueueServer(string name, IRedisClient redis)
{
    private readonly RedisKey[] _keys = [$"queue:{{{name}}}:"];

    public ValueTask<RedisResult> RunAsync(string operation, string script, CancellationToken cancellationToken, params RedisValue[] arguments) => redis.ExecuteAsync(
        operation,
        static (database, call) => database.ScriptEvaluateAsync(call.script, call.keys, call.arguments),
        (script, keys: _keys, arguments),
        cancellationToken);

    /// <summary>Whole milliseconds. A script is given no fraction, which Lua would write down in its own way.</summary>
    public static RedisValue Milliseconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);

    public static TEnum Read<TEnum>(RedisResult result) where TEnum : struct, Enum => Enum.Parse<TEnum>(((string?)result)!, ignoreCase: true);
}
