using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PatientGateway.Tests.Operations;

/// <summary>A Redis client whose selected operation gets no response.</summary>
internal sealed class UnresponsiveRedis : IRedisClient
{
    private IRedisClient _redis = null!;

    /// <summary>The operation that gets no response.</summary>
    public string? Unanswered { get; set; }

    public bool IsConfigured => _redis.IsConfigured;

    public bool IsConnected => _redis.IsConnected;

    /// <summary>Replaces the product's own client.</summary>
    public void Replace(IServiceCollection services)
    {
        var own = services.Last(service => service.ServiceType == typeof(IRedisClient)).ImplementationFactory!;
        services.AddSingleton<IRedisClient>(provider =>
        {
            _redis = (IRedisClient)own(provider);
            return this;
        });
    }

    public ValueTask<TResult> ExecuteAsync<TState, TResult>(
        string operation,
        Func<IDatabase, TState, Task<TResult>> commands,
        TState state,
        CancellationToken cancellationToken) =>
        operation == Unanswered
            ? throw new RedisTimeoutException(CommandFlags.None, "No answer.", CommandStatus.Sent)
            : _redis.ExecuteAsync(operation, commands, state, cancellationToken);

    public void Subscribe(string channel, Action<byte[]> onMessage, Action onConnected) => _redis.Subscribe(
        channel, onMessage, onConnected);
}
