using LiOS.Machine;
using Xunit;

namespace LiOS.Tests;

public class SeamTests
{
    [Fact]
    public void UserRange_IsPageAligned() => Assert.Equal(0UL, (AddressSpace.UserBase | AddressSpace.UserTop) % PageFrame.Size);
}
