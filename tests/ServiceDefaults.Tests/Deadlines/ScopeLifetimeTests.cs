using System.Collections.Concurrent;
using Polly;
using ServiceDefaults.Deadlines;
using ServiceDefaults.Pipelines;
using ServiceDefaults.Tests.Pipelines;

namespace ServiceDefaults.Tests.Deadlines;

/// <summary>Scopes are pooled, so each must belong to exactly one execution.</summary>
public sealed class ScopeLifetimeTests : IDisposable
{
    private const int Callers = 16;
    private const int CallsOfEach = 2000;

    private static readonly ParallelOptions All = new() { MaxDegreeOfParallelism = Callers };

    private readonly PipelineHost _host = new(
        builder => builder.AddDependencyPipeline("outer", DependencyKind.Worker).AddDependencyPipeline(
            "inner", DependencyKind.Worker),
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["Resilience:Defaults:Bulkhead:MaxConcurrency"] = "50",
            ["Resilience:Defaults:RateLimit:Enabled"] = "false",
            ["Resilience:Defaults:Connections:Maximum"] = "100",
            ["Resilience:Pipelines:inner:TotalTimeout:Duration"] = "00:00:03",
            ["Resilience:Pipelines:inner:AttemptTimeout:Duration"] = "00:00:03",
        });

    [Fact]
    public async Task Scope_OfConcurrentExecutions_IsNotSharedAndHasItsOwnCaller()
    {
        var inUse = new ConcurrentDictionary<ExecutionScope, int>(ReferenceEqualityComparer.Instance);
        var pipeline = _host.Pipeline("outer");

        await Parallel.ForAsync(0, Callers, All, async (caller, cancellationToken) =>
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            for (var call = 0; call < CallsOfEach; call++)
            {
                await pipeline.RunForAsync(
                    async context =>
                    {
                        var scope = ExecutionScope.Of(context)!;
                        Assert.True(inUse.TryAdd(scope, caller));
                        Assert.Equal(1, scope.BeginAttempt());
                        await Task.Yield();
                        Assert.Equal(source.Token, scope.Caller);
                        Assert.Equal(1, scope.Attempts);
                        Assert.True(inUse.TryRemove(new(scope, caller)));
                        return 0;
                    },
                    source.Token);
            }
        });

        Assert.Empty(inUse);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scope_AfterItsExecution_IsReturnedToThePoolWithoutTheCallersToken(bool succeeds)
    {
        using var caller = new CancellationTokenSource();
        ExecutionScope? scope = null;

        await Record.ExceptionAsync(() => _host.Pipeline("outer").RunForAsync(
            async context =>
            {
                scope = ExecutionScope.Of(context)!;
                Assert.Equal(caller.Token, scope.Caller);
                await Task.Yield();
                return succeeds ? 0 : throw new InvalidOperationException();
            },
            caller.Token));

        Assert.Equal(CancellationToken.None, scope?.Caller);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Scope_OfNestedPipelinesOnOneContext_IsRestoredAfterTheInnerPipeline(bool innerSucceeds)
    {
        var (outer, inner) = (_host.Pipeline("outer"), _host.Pipeline("inner"));

        await outer.RunAsync(async context =>
        {
            var scope = ExecutionScope.Of(context)!;
            scope.BeginAttempt();
            await Record.ExceptionAsync(async () => await inner.ExecuteAsync(
                async own =>
                {
                    Assert.NotSame(scope, ExecutionScope.Of(own));
                    Assert.Equal(
                        (TimeSpan.FromSeconds(3), 0),
                        (ExecutionScope.Of(own)!.Limit, ExecutionScope.Of(own)!.Attempts));
                    await Task.Yield();
                    return innerSucceeds ? 0 : throw new InvalidOperationException();
                },
                context));

            Assert.Same(scope, ExecutionScope.Of(context));
            Assert.Equal(1, scope.Attempts);
            return 0;
        });
    }

    [Fact]
    public async Task Scope_AfterThePipeline_IsRemovedFromTheContext()
    {
        var context = ResilienceContextPool.Shared.Get(TestContext.Current.CancellationToken);

        await _host.Pipeline("outer").ExecuteAsync(
            own => new ValueTask<bool>(ExecutionScope.Of(own) is not null), context);

        Assert.Null(ExecutionScope.Of(context));
        ResilienceContextPool.Shared.Return(context);
    }

    public void Dispose() => _host.Dispose();
}
