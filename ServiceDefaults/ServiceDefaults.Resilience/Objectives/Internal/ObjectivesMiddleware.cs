using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ServiceDefaults.Objectives.Internal;

/// <summary>
/// Observes each request, without a state machine: the server calls back when the response is complete.
/// </summary>
internal sealed class ObjectivesMiddleware
{
    private readonly RequestDelegate _next;
    private readonly ObjectiveRecorder _recorder;

    public ObjectivesMiddleware(
        RequestDelegate next, ObjectiveRecorder recorder, RouteObjectives routes, EndpointDataSource endpoints)
    {
        (_next, _recorder) = (next, recorder);
        routes.Load(endpoints);
    }

    public Task InvokeAsync(HttpContext context)
    {
        _recorder.Observe(context);
        return _next(context);
    }
}
