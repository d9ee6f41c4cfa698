using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using PatientGateway.Import;

namespace PatientGateway.Tests.Import;

public sealed class RelayedContentTests : IDisposable
{
    private readonly Pipe _body = new();
    private readonly FakeTimeProvider _time = new();
    private readonly IdleTimeout _idle;
    private readonly RelayedContent _content;

    public RelayedContentTests()
    {
        var http = new DefaultHttpContext
        {
            Request = { Body = _body.Reader.AsStream(), ContentType = "application/x-ndjson", ContentLength = 7 }
        };
        _idle = new IdleTimeout(TimeSpan.FromSeconds(60), _time, TestContext.Current.CancellationToken);
        _content = new RelayedContent(http.Request, _idle);
    }

    [Fact]
    public async Task CopyTo_OfABody_SendsItUnchanged()
    {
        using var upstream = new MemoryStream();
        await _body.Writer.WriteAsync(Encoding.UTF8.GetBytes("{}\n{}\n\n"), TestContext.Current.CancellationToken);
        await _body.Writer.CompleteAsync();

        await _content.CopyToAsync(upstream, TestContext.Current.CancellationToken);

        Assert.Equal("{}\n{}\n\n", Encoding.UTF8.GetString(upstream.ToArray()));
        Assert.Equal("application/x-ndjson", _content.Headers.ContentType?.ToString());
        Assert.Equal(7, _content.Headers.ContentLength);
        Assert.Null(_content.CallerFailure);
    }

    [Fact]
    public async Task CopyTo_WhenTheCallerStalls_IsAFailureOfTheCaller()
    {
        using var upstream = new MemoryStream();
        var copy = _content.CopyToAsync(upstream, _idle.Token);

        _time.Advance(TimeSpan.FromSeconds(60));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => copy);
        Assert.Equal(StatusCodes.Status408RequestTimeout, _content.CallerFailure?.StatusCode);
    }

    [Fact]
    public async Task CopyTo_WhenTheCallerDisconnects_IsAFailureOfTheCaller()
    {
        using var upstream = new MemoryStream();
        await _body.Writer.CompleteAsync(new IOException("reset"));

        await Assert.ThrowsAnyAsync<Exception>(
            () => _content.CopyToAsync(upstream, TestContext.Current.CancellationToken));

        Assert.Equal(StatusCodes.Status400BadRequest, _content.CallerFailure?.StatusCode);
    }

    [Fact]
    public async Task CopyTo_WhenTheApiDisconnects_IsNoFailureOfTheCaller()
    {
        using var upstream = new MemoryStream([], writable: false);
        await _body.Writer.WriteAsync(Encoding.UTF8.GetBytes("{}\n"), TestContext.Current.CancellationToken);

        await Assert.ThrowsAnyAsync<Exception>(
            () => _content.CopyToAsync(upstream, TestContext.Current.CancellationToken));

        Assert.Null(_content.CallerFailure);
    }

    public void Dispose()
    {
        _content.Dispose();
        _idle.Dispose();
    }
}
