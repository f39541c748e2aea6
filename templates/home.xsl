<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="page[@kind = 'home']" mode="main">
    <div class="hero">
      <div class="wrap">
        <h1><xsl:value-of select="@hub"/></h1>
        <p class="lead">Here research and practice of the social and solidarity economy can be read: papers that an
          advisory group has reviewed, and an encyclopedia of the field. Every word of them is searched, in the language
          it was written in, down to the page.</p>
        <form role="search" action="/search" method="get">
          <xsl:call-template name="search-box"><xsl:with-param name="id">q</xsl:with-param></xsl:call-template>
        </form>
        <p class="counts">
          <a href="/search?kind=paper"><xsl:call-template name="number-of"><xsl:with-param name="n" select="@papers"/><xsl:with-param name="one">paper</xsl:with-param><xsl:with-param name="many">papers</xsl:with-param></xsl:call-template></a>
          <xsl:text> · </xsl:text>
          <a href="/encyclopedia"><xsl:call-template name="number-of"><xsl:with-param name="n" select="@entries"/><xsl:with-param name="one">encyclopedia entry</xsl:with-param><xsl:with-param name="many">encyclopedia entries</xsl:with-param></xsl:call-template></a>
        </p>
      </div>
    </div>
    <div class="wrap">
      <section>
        <h2>By Sustainable Development Goal</h2>
        <ul class="goals tiles"><xsl:apply-templates select="goals/goal"/></ul>
      </section>
      <div class="columns">
        <xsl:for-each select="listing[@name = 'paper']">
          <xsl:call-template name="listing"><xsl:with-param name="title">Newest papers</xsl:with-param><xsl:with-param name="none">No paper has been published yet.</xsl:with-param></xsl:call-template>
        </xsl:for-each>
        <xsl:for-each select="listing[@name = 'entry']">
          <xsl:call-template name="listing"><xsl:with-param name="title">Newest in the encyclopedia</xsl:with-param><xsl:with-param name="none">No entry has been published yet.</xsl:with-param></xsl:call-template>
        </xsl:for-each>
      </div>
    </div>
  </xsl:template>
</xsl:stylesheet>
