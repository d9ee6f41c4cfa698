using Polly;

namespace ServiceDefaults.Tests.Deadlines;

/// <summary>Runs operations that inspect their own context.</summary>
internal static class Executions
{
    public static Task<T> RunAsync<T>(
        this ResiliencePipeline pipeline, Func<ResilienceContext, ValueTask<T>> operation, string? key = null) =>
        pipeline.RunForAsync(operation, TestContext.Current.CancellationToken, key);

    public static async Task<T> RunForAsync<T>(
        this ResiliencePipeline pipeline,
        Func<ResilienceContext, ValueTask<T>> operation,
        CancellationToken caller,
        string? key = null)
    {
        var context = ResilienceContextPool.Shared.Get(key, caller);
        try
        {
            return await pipeline.ExecuteAsync(operation, context);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Runs an operation that does nothing until it is cancelled.</summary>
    public static Task HangAsync(this ResiliencePipeline pipeline, string? key = null) =>
        pipeline.HangForAsync(TestContext.Current.CancellationToken, key);

    public static Task HangForAsync(this ResiliencePipeline pipeline, CancellationToken caller, string? key = null) =>
        pipeline.RunForAsync(
            async context =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
                return 0;
            },
            caller,
            key);
}
