using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults.Tests.Http;

/// <summary>
/// Tells a test when the server has done with a request: a client may have the response before the server has counted
/// it.
/// </summary>
internal sealed class CompletedResponses : IStartupFilter, IDisposable
{
    private readonly SemaphoreSlim _completed = new(0);

    /// <summary>Adds it outside of everything, so that the server calls it back after everything else.</summary>
    public static CompletedResponses AddTo(IServiceCollection services)
    {
        var completed = new CompletedResponses();
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(completed));
        return completed;
    }

    /// <summary>Waits until one more request is done with.</summary>
    public Task NextAsync() => _completed.WaitAsync(TestContext.Current.CancellationToken);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((HttpContext context, RequestDelegate following) =>
        {
            context.Response.OnCompleted(() =>
            {
                _completed.Release();
                return Task.CompletedTask;
            });
            return following(context);
        });
        next(app);
    };

    public void Dispose() => _completed.Dispose();
}
