using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults.Tests.Http;

/// <summary>
/// Signals when the server has completed a request: a client may have the response before the server has counted it.
/// </summary>
internal sealed class CompletedResponses : IStartupFilter, IDisposable
{
    private readonly SemaphoreSlim _completed = new(0);

    /// <summary>Registers it as the outermost middleware, so that its callback runs last.</summary>
    public static CompletedResponses AddTo(IServiceCollection services)
    {
        var completed = new CompletedResponses();
        services.Insert(0, ServiceDescriptor.Singleton<IStartupFilter>(completed));
        return completed;
    }

    /// <summary>Waits until the server has completed one more request.</summary>
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
