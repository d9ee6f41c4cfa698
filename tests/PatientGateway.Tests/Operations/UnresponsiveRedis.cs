using Microsoft.Extensions.DependencyInjection;
using ServiceDefaults.Redis;
using StackExchange.Redis;

namespace PatientGateway.Tests.Operations;

/// <summary>A Redis that is there, and does not answer what a test chooses.</summary>
internal sealed class StumblingRedis : IRedisClient
{
    private IRedisClient _redis = null!;

    /// <summary>The operation that gets no answer.</summary>
    public string? Unanswered { get; set; }

    public bool IsConfigured => _redis.IsConfigured;

    public bool IsConnected => _redis.IsConnected;

    /// <summary>Stands before the product's own.</summary>
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
