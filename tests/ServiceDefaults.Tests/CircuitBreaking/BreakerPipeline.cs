using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Polly;
using Polly.CircuitBreaker;
using Polly.Telemetry;
using ServiceDefaults.CircuitBreaking;
using ServiceDefaults.Dependencies;
using ServiceDefaults.Errors;

namespace ServiceDefaults.Tests.CircuitBreaking;

/// <summary>The circuit breaker as a strategy, with the classifier and registry of a host.</summary>
internal sealed class BreakerPipeline : IDisposable
{
    public const string Name = "dependency";

    private readonly IHost _host;

    public BreakerPipeline(CircuitBreakerOptions? options = null, Action<IServiceCollection>? add = null)
    {
        Options = options ?? new()
        {
            FailureThreshold =
            3,
            BreakDuration = TimeSpan.FromSeconds(10),
            SuccessThreshold = 2,
            MaxProbes = 2
        };
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Logging.AddFakeLogging();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.AddErrors();
        builder.AddDependencyStates();
        add?.Invoke(builder.Services);
        _host = builder.Build();
        Pipeline = Build();
    }

    public FakeTimeProvider Time { get; } = new();

    public CircuitBreakerOptions Options { get; }

    public ResiliencePipeline Pipeline { get; }

    public List<(string Name, ResilienceEventSeverity Severity, object? Arguments)> Events { get; } = [];

    public DependencyStateRegistry States => _host.Services.GetRequiredService<DependencyStateRegistry>();

    public CircuitBreaker Circuit => States.Find(Name, Options).CircuitBreaker;

    public FakeLogCollector Logs => _host.Services.GetRequiredService<FakeLogCollector>();

    public CircuitState State => Circuit.State;

    /// <summary>Another pipeline of the same dependency, as a reload builds it.</summary>
    public ResiliencePipeline Build(Action<ResiliencePipelineBuilder>? outside = null)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = Time, TelemetryListener = new Recorder(Events) };
        outside?.Invoke(builder);
        var circuit = Circuit;
        circuit.Configure(Options);
        var classifier = _host.Services.GetRequiredService<IErrorClassifier>();
        return builder.AddDependencyCircuitBreaker(circuit, classifier).Build();
    }

    public Task<Exception?> RunAsync(Func<CancellationToken, ValueTask> operation) => RunForAsync(
        operation, TestContext.Current.CancellationToken);

    public async Task<Exception?> RunForAsync(Func<CancellationToken, ValueTask> operation, CancellationToken caller) =>
        await Record.ExceptionAsync(async () => await Pipeline.ExecuteAsync(operation, caller));

    public async Task FailAsync(int times = 1)
    {
        for (var call = 0; call < times; call++)
        {
            Assert.IsType<TimeoutException>(await RunAsync(_ => throw new TimeoutException()));
        }
    }

    public async Task SucceedAsync() => Assert.Null(await RunAsync(_ => default));

    public void Wait(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    public void Dispose() => _host.Dispose();

    private sealed class Recorder(List<(string, ResilienceEventSeverity, object?)> events) : TelemetryListener
    {
        public override void Write<TResult, TArgs>(in TelemetryEventArguments<TResult, TArgs> args) =>
            events.Add((args.Event.EventName, args.Event.Severity, args.Arguments));
    }
}
