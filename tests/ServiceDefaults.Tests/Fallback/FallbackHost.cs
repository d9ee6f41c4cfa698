using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Polly.Registry;
using ServiceDefaults.Callers;
using ServiceDefaults.Fallback;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Fallback;

/// <summary>A host with one operation, <c>find</c>, whose primary and reserve follow the test's script.</summary>
internal sealed class FallbackHost : IAsyncDisposable
{
    public const string Operation = "find";

    private FallbackHost()
    {
    }

    public FakeTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

    public Answers Primary { get; } = new();

    public PipelineHost Host { get; private set; } = null!;

    public ICacheInvalidator Changes => Host.Get<ICacheInvalidator>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The primary, then the cache, then the test's further strategies.</summary>
    public static async Task<FallbackHost> StartAsync(
        Action<FallbackBuilder<string, string?>>? define = null,
        ICallerContext? caller = null,
        params (string Key, string Value)[] settings)
    {
        var host = new FallbackHost();
        host.Host = host.Create(
            define ?? (operation => operation.ThenCache(new JsonResultSerializer<string>(value => value))),
            caller,
            settings);
        await host.Host.Host.StartAsync(Token);
        return host;
    }

    /// <summary>
    /// The same with a dependency pipeline and its settings. Calls without callers are cancelled unless the test says
    /// otherwise.
    /// </summary>
    public static async Task<FallbackHost> StartOverAsync(
        string pipeline, Dictionary<string, string> settings, string maxAbandoned = "0")
    {
        var host = new FallbackHost();
        host.Host = new(
            builder =>
            {
                builder.Services.AddSingleton(host.Primary);
                builder.AddDependencyPipeline(pipeline, DependencyKind.Database);
                builder.AddFallback<string, string?>(Operation, operation => operation
                    .FromPrimary<ResiliencePipelineProvider<string>>(async (pipelines, id, token) =>
                        await pipelines.GetPipeline(pipeline).ExecuteAsync(
                            async inner => await host.Primary.GetAsync(id, inner), token))
                    .WithCacheTag(id => new CacheTag("customer", id))
                    .ThenCache(new JsonResultSerializer<string>(value => value)));
            },
            new(settings.Select(setting => KeyValuePair.Create(
                $"Resilience:Pipelines:{pipeline}:{setting.Key}",
                (string?)setting.Value)))
            {
                [$"{FallbackOptions.Section}:{Operation}:MaxBackgroundCalls"] = maxAbandoned
            },
            time: host.Time);
        await host.Host.Host.StartAsync(Token);
        return host;
    }

    public Task<FallbackResult<string?>> ExecuteAsync(string id = "1", CancellationToken? cancellationToken = null) =>
        Host.Services.GetRequiredKeyedService<IFallbackOperation<string, string?>>(Operation).ExecuteAsync(
            id, cancellationToken ?? Token);

    /// <summary>Lets the primary respond once, so that its response is cached.</summary>
    public async Task CacheResponseAsync(string value = "ada", string id = "1")
    {
        Primary.Respond = (_, _) => Task.FromResult<string?>(value);
        Assert.Equal(DataSource.Primary, (await ExecuteAsync(id)).Source);
    }

    public async ValueTask DisposeAsync() => await Host.EndAsync();

    private PipelineHost Create(
        Action<FallbackBuilder<string, string?>> define,
        ICallerContext? caller,
        (string Key, string Value)[] settings) => new(
        builder =>
        {
            builder.Services.AddSingleton(Primary);
            builder.AddFallback<string, string?>(Operation, operation => define(operation
                .FromPrimary<Answers>((primary, id, token) => primary.GetAsync(id, token))
                .WithCacheTag(id => new CacheTag("customer", id))));
            if (caller is not null)
            {
                builder.Services.AddSingleton(caller);
            }
        },
        settings.ToDictionary(
            setting => $"{FallbackOptions.Section}:{Operation}:{setting.Key}",
            setting => (string?)setting.Value,
            StringComparer.Ordinal),
        time: Time);
}

/// <summary>A service that responds as the test says, and counts its calls.</summary>
internal sealed class Answers
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public Func<string, CancellationToken, Task<string?>> Respond { get; set; } =
        (_, _) => throw new InvalidOperationException("The test did not say what to answer.");

    public Task<string?> GetAsync(string id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _count);
        return Respond(id, cancellationToken);
    }

    public void Fail(Exception exception) => Respond = (_, _) => Task.FromException<string?>(exception);
}
