using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceDefaults.Tests.Errors;

public sealed partial class ProblemDetailsExceptionHandlerTests
{
    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Handle_ServiceWithItsOwnHandler_CallsThatFirst(string environment)
    {
        await using var server = await ProblemServer.StartAsync(
            app => app.MapGet("/{kind}", IResult (string kind) =>
                throw (kind.Equals("own", StringComparison.Ordinal) ? new FormatException() : new TimeoutException())),
            builder => builder.Services.AddExceptionHandler<TeapotHandler>(),
            environment);

        using var own = await server.SendAsync(HttpMethod.Get, "/own");
        using var other = await server.SendAsync(HttpMethod.Get, "/other");

        Assert.Equal(
            (StatusCodes.Status418ImATeapot, StatusCodes.Status504GatewayTimeout),
            ((int)own.StatusCode, (int)other.StatusCode));
    }

    private sealed class TeapotHandler : IExceptionHandler
    {
        public ValueTask<bool> TryHandleAsync(
            HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            httpContext.Response.StatusCode = StatusCodes.Status418ImATeapot;
            return ValueTask.FromResult(exception is FormatException);
        }
    }
}
